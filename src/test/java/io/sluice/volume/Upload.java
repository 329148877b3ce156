package io.sluice.volume;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.files.FileFailure;
import io.sluice.files.StagedFile;
import io.sluice.model.CompletedPart;
import io.sluice.model.Conditions;
import io.sluice.model.ObjectKey;
import io.sluice.model.PartContent;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** The commands about one upload, as a gateway sends them; to any node. */
record Upload(ObjectKey key, String id) {
  Path folder(OwnedFixture at) {
    return at.tree.resolve(".s3compat_uploads/sluice/uploads").resolve(id);
  }

  VolumeReply start(OwnedFixture at, int number, long bytes) {
    return at.ask(new VolumeCommand.StartPart(OwnedFixture.NAME, key, id, number, bytes));
  }

  VolumeReply.PartStarted started(OwnedFixture at, int number, long bytes) {
    return (VolumeReply.PartStarted) start(at, number, bytes);
  }

  void write(OwnedFixture at, VolumeReply.PartStarted place, byte[] content) throws FileFailure {
    try (StagedFile file = at.root.staging().openInFolder(id, place.fileName(), true)) {
      file.write(place.offsetBytes(), List.of(ByteBuffer.wrap(content)));
      file.sync();
    }
  }

  VolumeReply finish(OwnedFixture at, VolumeReply.PartStarted place, byte[] content) {
    var part = new PartContent(content.length, OwnedFixture.md5(content), null);
    return at.ask(new VolumeCommand.FinishPart(OwnedFixture.NAME, id, place.place(), part));
  }

  void cancel(OwnedFixture at, VolumeReply.PartStarted place) {
    at.ask(new VolumeCommand.CancelPart(OwnedFixture.NAME, id, place.ticket()));
  }

  /** One part from beginning to end. */
  VolumeReply part(OwnedFixture at, int number, byte[] content) throws FileFailure {
    VolumeReply reply = start(at, number, content.length);
    if (!(reply instanceof VolumeReply.PartStarted place)) {
      return reply;
    }
    write(at, place, content);
    return finish(at, place, content);
  }

  VolumeReply complete(OwnedFixture at, CompletedPart... parts) {
    return complete(at, -1, Conditions.NONE, parts);
  }

  VolumeReply complete(
      OwnedFixture at, long declaredBytes, Conditions conditions, CompletedPart... parts) {
    return at.ask(
        new VolumeCommand.CompleteUpload(
            OwnedFixture.NAME,
            key,
            id,
            List.of(parts),
            OwnedFixture.tag(parts),
            null,
            declaredBytes,
            conditions));
  }

  VolumeReply abort(OwnedFixture at) {
    return at.ask(new VolumeCommand.AbortUpload(OwnedFixture.NAME, key, id));
  }

  VolumeReply parts(OwnedFixture at) {
    return at.ask(new VolumeCommand.ListParts(OwnedFixture.NAME, key, id, 0, 1000));
  }

  List<Integer> partNumbers(OwnedFixture at) {
    return ((VolumeReply.Parts) parts(at)).parts().stream().map(part -> part.number()).toList();
  }

  VolumeReply lookup(OwnedFixture at) {
    return at.ask(new VolumeCommand.LookupUpload(OwnedFixture.NAME, key, id));
  }
}
