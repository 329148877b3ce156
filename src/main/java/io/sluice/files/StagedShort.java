package io.sluice.files;

import io.sluice.files.NameCalls.Name;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A short file in staging that is complete but for its key; what of it may still be on its way to
 * the disk is waited for when it gets that. Closing takes it away unless it was published. For one
 * thread at a time.
 */
public final class StagedShort implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StagedShort.class);

  private final Volume volume;
  private final Home home;
  private final Made made;
  private final ShortFile content;
  private final Sealer sealer;
  private long stampedAtNanos;
  private boolean isWrittenOut;
  private boolean published;

  /**
   * A folder that short files are made in.
   *
   * @param epoch the owner's; 0 without a cluster
   * @param isShared whether others use the descriptor too, so that it stays open
   * @param syncsLater whether {@link PublishSync} keeps what comes out of it
   */
  record Home(Descriptor folder, long epoch, boolean isShared, boolean syncsLater) {}

  /** A new file. */
  record Made(Name name, Descriptor file) {}

  StagedShort(Volume volume, Home home, Made made, ShortFile content) {
    this.volume = volume;
    this.home = home;
    this.made = made;
    this.content = content;
    this.sealer = new Sealer(volume, made.file());
  }

  Home home() {
    return home;
  }

  Name name() {
    return made.name();
  }

  Descriptor file() {
    return made.file();
  }

  /** Writes content and attributes. */
  void fill() throws FileFailure {
    GatheredWrite.write(file(), 0, content.content());
    stampedAtNanos = sealer.sealNew(content.metadata(), content.claim());
  }

  /** What it was once its content was written; its change time is newer by now. */
  Stat sealed() throws FileFailure {
    return sealer.sealed();
  }

  /** Whether it is kept only by {@link VolumeRoot#syncPublished} once it has its key. */
  public boolean syncsLater() {
    return home.syncsLater();
  }

  /**
   * Has all of it where it must be before it gets its key. Waits for the disk, so it is best done
   * before anybody can wait for this thread; after that it costs next to nothing.
   */
  public void settle() throws FileFailure {
    if (!isWrittenOut) {
      boolean _ = volume.tree().writeOut(file());
      isWrittenOut = true;
    }
    stampedAtNanos = sealer.renew(content.metadata(), content.claim(), stampedAtNanos);
  }

  void published() {
    published = true;
  }

  @Override
  public void close() {
    if (!published) {
      takeAway();
    }
    file().close();
    if (!home.isShared()) {
      home.folder().close();
    }
  }

  private void takeAway() {
    if (Errno.ENOENT.is(NameCalls.unlink(name(), 0)) && home.epoch() != 0) {
      String text = new String(name().bytes(), StandardCharsets.US_ASCII);
      try {
        // The fence of a later owner has moved it.
        StagedFiles.remove(volume, StagedName.ofPut(home.epoch(), text));
      } catch (FileFailure failure) {
        log.atWarn().addKeyValue("staged", text).setCause(failure).log("staged file not removed");
      }
    }
  }
}
