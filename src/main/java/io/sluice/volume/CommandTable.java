package io.sluice.volume;

import io.sluice.bus.PreparedPut;
import io.sluice.bus.ShortPut;
import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.files.FileFailure;
import io.sluice.files.FileRefusals;
import io.sluice.model.ListPosition;
import io.sluice.model.ListQuery;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The owner's table of contents: each command and who carries it out. Blocks; may be called by many
 * threads.
 */
final class CommandTable {
  private static final Logger log = LoggerFactory.getLogger(CommandTable.class);

  private static final String SHORT_PUT = "ShortPut";

  private final Workings workings;
  private final PageBuilder pages;
  private final Hashing hashing;
  private final Commits commits;
  private final Tagging tagging;
  private final Removals removals;
  private final Renames renames;
  private final UploadStates states;
  private final Uploads uploads;
  private final PartPlacement placement;
  private final Completion completion;
  private final SyncRounds syncs;

  CommandTable(Workings workings, Listing listing, UploadFiles files) {
    this.workings = workings;
    this.pages = listing.pages();
    this.hashing = listing.hashing();
    this.commits = new Commits(workings);
    this.tagging =
        new Tagging(
            workings.root(),
            workings.freshener(),
            workings.updates(),
            new Tagging.Rights(workings.keys(), workings.tenure()));
    this.removals = new Removals(workings);
    this.renames = new Renames(workings, commits, removals);
    this.states = new UploadStates(files);
    this.uploads = new Uploads(workings, commits, files, states);
    this.placement = new PartPlacement(workings, files, states);
    this.completion = new Completion(workings, commits, placement, files, states);
    this.syncs = new SyncRounds(workings.root()::syncPublished);
  }

  /** Carries out one command. An expected "no" is a reply; anything thrown is a fault. */
  VolumeReply answer(VolumeCommand<?> command) {
    return answered(
        command.volume(),
        command.getClass().getSimpleName(),
        () -> {
          VolumeReply reply = dispatch(command);
          if (mayChange(command)) {
            workings.tenure().prove(); // Else a later owner may have made this answer wrong.
          }
          return reply;
        });
  }

  /**
   * The same for a short object, whose reply may be told by the call of another. One that was
   * published was so before any fence, which would have taken its file away: that answer is right
   * whoever owns the volume by now.
   */
  PreparedPut prepare(ShortPut put) {
    StagedPut staged;
    try {
      staged = commits.stage(put);
    } catch (RefusedException refused) {
      VolumeReply reply = answered(put, () -> proven(refused(refused.refusal())));
      return answer -> answer.accept(reply);
    } catch (FileFailure failure) {
      VolumeReply reply = failed(put.volume(), SHORT_PUT, failure);
      return answer -> answer.accept(reply);
    }
    return answer -> commit(put, staged, answer);
  }

  private void commit(ShortPut put, StagedPut staged, Consumer<VolumeReply> answer) {
    VolumeReply reply =
        answered(
            put,
            () -> {
              try (staged) {
                return proven(commits.put(staged));
              }
            });
    if (reply instanceof VolumeReply.Committed && staged.file().syncsLater()) {
      syncs.join(failure ->
          answer.accept(failure == null ? reply : failed(put.volume(), SHORT_PUT, failure)));
    } else {
      answer.accept(reply);
    }
  }

  private VolumeReply proven(VolumeReply reply) {
    if (!(reply instanceof VolumeReply.Committed)) {
      workings.tenure().prove();
    }
    return reply;
  }

  private VolumeReply answered(ShortPut put, Work work) {
    return answered(put.volume(), SHORT_PUT, work);
  }

  private interface Work {
    VolumeReply run() throws FileFailure;
  }

  private VolumeReply answered(String volume, String command, Work work) {
    try {
      return work.run();
    } catch (RefusedException refused) {
      return refused(refused.refusal());
    } catch (FileFailure failure) {
      return failed(volume, command, failure);
    }
  }

  private static VolumeReply failed(String volume, String command, FileFailure failure) {
    Refusal refusal = FileRefusals.of(failure);
    log.atLevel(isClients(refusal.reason()) ? Level.DEBUG : Level.WARN)
        .addKeyValue("volume", volume)
        .addKeyValue("command", command)
        .addKeyValue("errno", failure.errno())
        .log(failure.getMessage());
    return new VolumeReply.Refused(refusal);
  }

  private VolumeReply refused(Refusal refusal) {
    if (refusal.reason() != Reason.NOT_OWNER) {
      return new VolumeReply.Refused(refusal);
    }
    workings.tenure().doubted();
    return new VolumeReply.NotOwner(workings.tenure().epoch());
  }

  /** Reads say how the files are now, which is right whoever owns the volume. */
  private static boolean mayChange(VolumeCommand<?> command) {
    return switch (command) {
      case VolumeCommand.Lookup _,
          VolumeCommand.ListObjects _,
          VolumeCommand.CheckEmpty _,
          VolumeCommand.Usage _,
          VolumeCommand.LookupUpload _,
          VolumeCommand.ListParts _,
          VolumeCommand.ListUploads _ ->
          false;
      case VolumeCommand.Admit _,
          VolumeCommand.Release _,
          VolumeCommand.Commit _,
          VolumeCommand.PutDirectory _,
          VolumeCommand.SetTags _,
          VolumeCommand.Rename _,
          VolumeCommand.Delete _,
          VolumeCommand.CreateUpload _,
          VolumeCommand.StartPart _,
          VolumeCommand.FinishPart _,
          VolumeCommand.CancelPart _,
          VolumeCommand.CompleteUpload _,
          VolumeCommand.AbortUpload _ ->
          true;
    };
  }

  /** Ends what goes on behind answers. */
  void close() {
    renames.close();
  }

  // What any client can cause as often as it likes is no news.
  private static boolean isClients(Reason reason) {
    return reason == Reason.KEY_CONFLICT
        || reason == Reason.KEY_TOO_LONG
        || reason == Reason.NO_SUCH_KEY;
  }

  private VolumeReply dispatch(VolumeCommand<?> command) throws FileFailure {
    return switch (command) {
      case VolumeCommand.Lookup c -> new VolumeReply.Looked(hashing.current(c.key()));
      case VolumeCommand.Admit c -> commits.admit(c);
      case VolumeCommand.Release c -> release(c);
      case VolumeCommand.Commit c -> commits.commit(c);
      case VolumeCommand.PutDirectory c -> commits.putDirectory(c);
      case VolumeCommand.SetTags c -> tagging.set(c);
      case VolumeCommand.Delete c -> removals.delete(c);
      case VolumeCommand.Rename c -> renames.rename(c);
      case VolumeCommand.ListObjects c -> new VolumeReply.Listed(pages.page(c.query()));
      case VolumeCommand.CheckEmpty c -> new VolumeReply.Emptiness(isEmpty());
      case VolumeCommand.Usage c -> workings.space().used(workings.index().usage(c.prefix()));
      case VolumeCommand.CreateUpload c -> uploads.create(c);
      case VolumeCommand.LookupUpload c -> uploads.lookup(c);
      case VolumeCommand.StartPart c -> placement.start(c);
      case VolumeCommand.FinishPart c -> placement.finish(c);
      case VolumeCommand.CancelPart c -> placement.cancel(c);
      case VolumeCommand.ListParts c -> uploads.listParts(c);
      case VolumeCommand.ListUploads c -> uploads.list(c);
      case VolumeCommand.CompleteUpload c -> completion.complete(c);
      case VolumeCommand.AbortUpload c -> uploads.abort(c);
    };
  }

  Uploads uploads() {
    return uploads;
  }

  UploadStates states() {
    return states;
  }

  private VolumeReply release(VolumeCommand.Release command) {
    workings.space().release(command.reservation());
    return new VolumeReply.Done();
  }

  private boolean isEmpty() throws FileFailure {
    var first = pages.page(new ListQuery(ObjectKey.ROOT, "", ListPosition.START, 1));
    return first.objects().isEmpty() && first.commonPrefixes().isEmpty();
  }
}
