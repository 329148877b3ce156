package io.sluice.cli;

import io.sluice.cluster.Lease;
import io.sluice.cluster.Leases;
import io.sluice.files.OwnDocuments;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The lease of one volume, in {@code .sluice/lease.json} on it. */
record VolumeLeases(OwnDocuments documents) implements Leases {
  private static final String NAME = "lease.json";

  @Override
  public @Nullable Lease read(String volume) throws IOException {
    byte[] content = documents.read(NAME);
    if (content == null) {
      return null;
    }
    try {
      JsonObject json = new JsonObject(new String(content, StandardCharsets.UTF_8));
      String node = json.getString("node", "");
      long epoch = json.getLong("epoch", 0L);
      long serial = json.getLong("serial", 0L);
      boolean known = !node.isEmpty() && epoch > 0;
      return known ? new Lease(node, epoch, serial, json.getBoolean("released", false)) : null;
    } catch (DecodeException | ClassCastException e) {
      return null;
    }
  }

  /** Not synced: a power cut ends the owner too. */
  @Override
  public void write(String volume, Lease lease) throws IOException {
    String text =
        new JsonObject()
            .put("node", lease.nodeId())
            .put("epoch", lease.epoch())
            .put("serial", lease.serial())
            .put("released", lease.released())
            .encode();
    documents.replace(NAME, lease.nodeId(), text.getBytes(StandardCharsets.UTF_8));
  }
}
