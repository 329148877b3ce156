package io.sluice.bus;

import java.util.Map;

/**
 * What each type is called on the wire. A name, once used in a release, never changes its meaning.
 */
final class WireNames {
  static final Map<Class<? extends VolumeCommand<?>>, String> COMMANDS =
      Map.ofEntries(
          Map.entry(VolumeCommand.Lookup.class, "look"),
          Map.entry(VolumeCommand.Admit.class, "admit"),
          Map.entry(VolumeCommand.Release.class, "release"),
          Map.entry(VolumeCommand.Commit.class, "commit"),
          Map.entry(VolumeCommand.PutDirectory.class, "put-dir"),
          Map.entry(VolumeCommand.SetTags.class, "tag"),
          Map.entry(VolumeCommand.Rename.class, "rename"),
          Map.entry(VolumeCommand.Delete.class, "delete"),
          Map.entry(VolumeCommand.ListObjects.class, "list"),
          Map.entry(VolumeCommand.Usage.class, "usage"),
          Map.entry(VolumeCommand.CheckEmpty.class, "check-empty"),
          Map.entry(VolumeCommand.CreateUpload.class, "create-upload"),
          Map.entry(VolumeCommand.LookupUpload.class, "look-upload"),
          Map.entry(VolumeCommand.StartPart.class, "start-part"),
          Map.entry(VolumeCommand.FinishPart.class, "finish-part"),
          Map.entry(VolumeCommand.CancelPart.class, "cancel-part"),
          Map.entry(VolumeCommand.ListParts.class, "list-parts"),
          Map.entry(VolumeCommand.ListUploads.class, "list-uploads"),
          Map.entry(VolumeCommand.CompleteUpload.class, "complete"),
          Map.entry(VolumeCommand.AbortUpload.class, "abort"));

  static final Map<Class<? extends VolumeReply>, String> REPLIES =
      Map.ofEntries(
          Map.entry(VolumeReply.Refused.class, "refused"),
          Map.entry(VolumeReply.NotOwner.class, "not-owner"),
          Map.entry(VolumeReply.Done.class, "done"),
          Map.entry(VolumeReply.Looked.class, "looked"),
          Map.entry(VolumeReply.Admitted.class, "admitted"),
          Map.entry(VolumeReply.Committed.class, "committed"),
          Map.entry(VolumeReply.Deleted.class, "deleted"),
          Map.entry(VolumeReply.Listed.class, "listed"),
          Map.entry(VolumeReply.Used.class, "used"),
          Map.entry(VolumeReply.Emptiness.class, "emptiness"),
          Map.entry(VolumeReply.UploadCreated.class, "upload-created"),
          Map.entry(VolumeReply.UploadFound.class, "upload-found"),
          Map.entry(VolumeReply.PartStarted.class, "part-started"),
          Map.entry(VolumeReply.PartFinished.class, "part-finished"),
          Map.entry(VolumeReply.Parts.class, "parts"),
          Map.entry(VolumeReply.Uploads.class, "uploads"),
          Map.entry(VolumeReply.Completed.class, "completed"));

  private WireNames() {}
}
