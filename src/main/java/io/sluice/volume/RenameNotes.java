package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.OwnFiles;
import io.sluice.files.VolumeRoot;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which rename last set out to move a file, kept on the volume for the next owner: that a file has
 * its new name does not say who gave it, and of two who asked for the same only one has done it.
 *
 * <p>Each owner writes a ring of notes into a file of its own, {@code .sluice/renames/EPOCH}, so a
 * note that is older than some thousand renames is lost. Nothing is synced: a note that a power cut
 * took back, as one that could not be written, is only missed by a rename that comes again, which
 * is then said to be of unknown outcome.
 *
 * <pre>
 * header 40 | slot 0 | slot 1 | ...       slot: sequence 8 | inode 8 | ticket 16 | 0 4 | CRC32C 4
 * </pre>
 */
final class RenameNotes {
  /** Notes in a ring. */
  static final int SLOTS = 4096;

  /** A command that is sent again outlives no more owners than this by far. */
  private static final int KEPT_EPOCHS = 8;

  private static final int SLOT_BYTES = 40;
  private static final int CHECKED_BYTES = SLOT_BYTES - Integer.BYTES;
  private static final Pattern EPOCH = Pattern.compile("[1-9][0-9]{0,17}");
  private static final Logger log = LoggerFactory.getLogger(RenameNotes.class);

  private final OwnFiles files;
  private final Tenure tenure;

  /** How many this owner has written; guarded by this. */
  private long written;

  private boolean begun;
  private boolean failed;

  RenameNotes(VolumeRoot root, Tenure tenure) {
    this.files = root.ownFiles("renames");
    this.tenure = tenure;
  }

  /** To be called right before a file is renamed, under the lock of its key. */
  void note(long inode, @Nullable String ticket) {
    if (ticket == null || !tenure.isShared()) {
      return;
    }
    try {
      long sequence = next();
      long slot = 1 + sequence % SLOTS;
      files.write(name(tenure.epoch()), slot * SLOT_BYTES, slot(sequence, inode, id(ticket)));
    } catch (FileFailure failure) {
      warn(failure);
    }
  }

  /** Opens the ring with the first note. */
  private synchronized long next() throws FileFailure {
    if (!begun) {
      files.makeFolder();
      removeOld();
      files.write(name(tenure.epoch()), 0, new byte[SLOT_BYTES]);
      begun = true;
    }
    return written++;
  }

  private synchronized void warn(FileFailure failure) {
    if (!failed) {
      failed = true;
      log.warn("renames can't be noted on the volume: {}", failure.getMessage());
    }
  }

  private void removeOld() throws FileFailure {
    List<Long> epochs = epochs();
    for (int i = 0; i < epochs.size() - KEPT_EPOCHS; i++) {
      files.remove(name(epochs.get(i)));
    }
  }

  /** Whether this was the last rename that set out to move the file, as far as is known. */
  boolean isLast(long inode, @Nullable String ticket) throws FileFailure {
    if (ticket == null) {
      return false;
    }
    List<Long> epochs = epochs().reversed();
    for (long epoch : epochs) {
      UUID last = last(files.readWhole(name(epoch)), inode);
      if (last != null) {
        return last.equals(id(ticket));
      }
    }
    return false;
  }

  private static @Nullable UUID last(byte @Nullable [] ring, long inode) {
    UUID last = null;
    long latest = -1;
    ByteBuffer slots = ByteBuffer.wrap(ring == null ? new byte[0] : ring);
    for (int at = SLOT_BYTES; at + SLOT_BYTES <= slots.limit(); at += SLOT_BYTES) {
      long sequence = slots.getLong(at);
      if (slots.getLong(at + 8) == inode && sequence > latest && isWhole(slots, at)) {
        latest = sequence;
        last = new UUID(slots.getLong(at + 16), slots.getLong(at + 24));
      }
    }
    return last;
  }

  /** From the oldest on. */
  private List<Long> epochs() throws FileFailure {
    return files.names().stream()
        .filter(name -> EPOCH.matcher(name).matches())
        .map(Long::valueOf)
        .sorted()
        .toList();
  }

  private static byte[] slot(long sequence, long inode, UUID ticket) {
    ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES);
    slot.putLong(sequence).putLong(inode);
    slot.putLong(ticket.getMostSignificantBits()).putLong(ticket.getLeastSignificantBits());
    slot.putInt(CHECKED_BYTES, checksum(slot, 0));
    return slot.array();
  }

  private static boolean isWhole(ByteBuffer slots, int at) {
    return slots.getInt(at + CHECKED_BYTES) == checksum(slots, at);
  }

  private static int checksum(ByteBuffer slots, int at) {
    CRC32C checksum = new CRC32C();
    checksum.update(slots.slice(at, CHECKED_BYTES));
    return (int) checksum.getValue();
  }

  /** Tickets are of any length. */
  private static UUID id(String ticket) {
    return UUID.nameUUIDFromBytes(ticket.getBytes(StandardCharsets.UTF_8));
  }

  private static String name(long epoch) {
    return Long.toString(epoch);
  }
}
