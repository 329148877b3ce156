package io.sluice.cli;

import io.sluice.config.Settings;
import io.sluice.config.SettingsFault;
import io.sluice.config.TlsSettings;
import io.sluice.http.HttpGateway;
import io.sluice.http.TlsIdentity;
import io.sluice.telemetry.StatusBoard;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows the certificate that its files hold now. TLS itself is turned on and off by a restart. */
final class TlsApplier implements SettingsApplier {
  private static final Logger LOG = LoggerFactory.getLogger(TlsApplier.class);

  private final Vertx vertx;
  private final HttpGateway gateway;
  private final StatusBoard status;
  private final boolean isOn;
  private @Nullable TlsIdentity shown;

  TlsApplier(Vertx vertx, HttpGateway gateway, boolean isOn, StatusBoard status) {
    this.vertx = vertx;
    this.gateway = gateway;
    this.isOn = isOn;
    this.status = status;
  }

  @Override
  public boolean takes(String path, Settings after) {
    return path.startsWith("tls.") && isOn && after.tls().isOn();
  }

  @Override
  public Set<Path> files(Settings settings) {
    TlsSettings tls = settings.tls();
    return tls.certificate() == null || tls.key() == null
        ? Set.of()
        : Set.of(tls.certificate(), tls.key());
  }

  @Override
  public Runnable prepare(Settings before, Settings after) throws SettingsFault {
    TlsIdentity found = TlsFiles.read(after, vertx);
    return found == null || found.equals(shown) || !isOn ? () -> {} : () -> show(found);
  }

  private void show(TlsIdentity identity) {
    shown = identity;
    Map<String, Object> shows =
        Map.of("certificateUntil", identity.expires().toString(), "engine", TlsIdentity.engine());
    status.put("tls", () -> shows);
    gateway
        .renew(identity)
        .onFailure(
            failure -> LOG.atError().setCause(failure).log("the new certificate is not shown"));
  }
}
