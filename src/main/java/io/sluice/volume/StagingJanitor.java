package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.LeftOvers;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps staging clean while the volume is served: gives up uploads that nobody works on any more,
 * removes bodies that their request left behind, and counts what other programs left beside ours.
 * That is never touched.
 */
final class StagingJanitor implements BackgroundJob {
  private static final Logger log = LoggerFactory.getLogger(StagingJanitor.class);
  private static final int UPLOADS_A_SLICE = 64;
  private static final Duration BODIES_KEPT = Duration.ofDays(1);
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private final VolumeSpec spec;
  private final InstantSource clock;
  private final UploadFiles files;
  private final Uploads uploads;
  private final Deque<String> pending = new ArrayDeque<>();
  private @Nullable LeftOvers counting;
  private int expired;
  private boolean sweepFails;
  private volatile Strangers strangers = Strangers.NONE;

  StagingJanitor(VolumeSpec spec, InstantSource clock, UploadFiles files, Uploads uploads) {
    this.spec = spec;
    this.clock = clock;
    this.files = files;
    this.uploads = uploads;
  }

  /** What other programs left in the staging folder, as last counted. */
  Strangers strangers() {
    return strangers;
  }

  @Override
  public String name() {
    return "janitor";
  }

  @Override
  public Duration slice() throws FileFailure {
    LeftOvers leftOvers = counting == null ? begin() : counting;
    for (int i = 0; i < UPLOADS_A_SLICE && !pending.isEmpty(); i++) {
      expire(pending.pop());
    }
    if (!pending.isEmpty() || leftOvers.step()) {
      return Duration.ZERO;
    }
    end(leftOvers);
    return pause();
  }

  private LeftOvers begin() throws FileFailure {
    sweep();
    pending.clear();
    pending.addAll(files.uploadIds());
    expired = 0;
    LeftOvers begun = files.staging().leftOvers();
    counting = begun;
    return begun;
  }

  // Bodies that can't be looked through must not keep uploads from being given up.
  private void sweep() {
    try {
      int swept = files.staging().sweepBodies(clock.instant().minus(BODIES_KEPT).toEpochMilli());
      sweepFails = false;
      if (swept > 0) {
        log.atInfo()
            .addKeyValue("volume", spec.name())
            .addKeyValue("files", swept)
            .log("removed abandoned bodies from staging");
      }
    } catch (FileFailure failure) {
      if (!sweepFails) {
        log.atWarn()
            .addKeyValue("volume", spec.name())
            .setCause(failure)
            .log("abandoned bodies can't be removed from staging");
      }
      sweepFails = true;
    }
  }

  // One upload that can't be read must not keep the others.
  private void expire(String uploadId) {
    try {
      if (uploads.expire(uploadId, clock.instant().minus(spec.uploadExpiry()).toEpochMilli())) {
        expired++;
      }
    } catch (FileFailure | UncheckedIOException failure) {
      log.atWarn()
          .addKeyValue("volume", spec.name())
          .addKeyValue("upload", uploadId)
          .setCause(failure)
          .log("left as it is: not readable");
    }
  }

  private void end(LeftOvers leftOvers) {
    counting = null;
    if (expired > 0) {
      log.atInfo()
          .addKeyValue("volume", spec.name())
          .addKeyValue("uploads", expired)
          .log("gave up uploads without activity");
    }
    boolean news = strangers.files() == 0 && leftOvers.files() > 0;
    strangers = new Strangers(leftOvers.files(), leftOvers.bytes());
    if (news) {
      log.atInfo()
          .addKeyValue("volume", spec.name())
          .addKeyValue("files", leftOvers.files())
          .addKeyValue("bytes", leftOvers.bytes())
          .log("another program left files in .s3compat_uploads; they are not touched");
    }
  }

  private Duration pause() {
    Duration quarter = spec.uploadExpiry().dividedBy(4);
    if (quarter.compareTo(SHORTEST_PAUSE) < 0) {
      return SHORTEST_PAUSE;
    }
    return quarter.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : quarter;
  }
}
