package io.sluice.volume;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.CompletedPart;
import io.sluice.model.PartLayout;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the parts of an upload become one file. Decided without touching anything. */
sealed interface CompletionPlan {
  /** The list of parts is not one that S3 accepts. */
  record Refused(Refusal refusal) implements CompletionPlan {}

  /**
   * The file of regular parts becomes the object: nothing is copied but the parts in {@code moves},
   * which lie in files of their own; the others lie in their {@code slots}.
   */
  record InPlace(List<JournalLine.Part> moves, List<JournalLine.Part> slots, Whole whole)
      implements CompletionPlan {}

  /** All parts are copied, in order, into a new file. */
  record Assemble(List<JournalLine.Part> parts, Whole whole) implements CompletionPlan {}

  /**
   * The object that the parts make.
   *
   * @param storedBytes what all stored parts add up to, also those that are not in it
   */
  record Whole(long sizeBytes, PartLayout layout, long storedBytes) {}

  /**
   * What is known of an upload when it is completed.
   *
   * @param stored the acknowledged parts in order of their numbers
   * @param unitBytes the size of regular parts, 0 when none was regular
   * @param slotsBusy whether someone still writes into the file of regular parts
   */
  record Situation(List<JournalLine.Part> stored, long unitBytes, boolean slotsBusy) {}

  static CompletionPlan of(List<CompletedPart> named, long declaredBytes, Situation situation) {
    List<JournalLine.Part> parts = new ArrayList<>(named.size());
    Refusal refusal = choose(named, situation.stored(), parts);
    if (refusal != null) {
      return new Refused(refusal);
    }
    Whole whole = whole(parts, situation.stored());
    if (declaredBytes >= 0 && declaredBytes != whole.sizeBytes()) {
      return new Refused(
          new Refusal(
              Reason.INVALID_REQUEST,
              "The parts hold "
                  + whole.sizeBytes()
                  + " bytes, not the "
                  + declaredBytes
                  + " of x-amz-mp-object-size."));
    }
    return isInPlace(parts, whole, situation)
        ? new InPlace(
            parts.stream().filter(part -> !part.isInSlot()).toList(),
            parts.stream().filter(JournalLine.Part::isInSlot).toList(),
            whole)
        : new Assemble(parts, whole);
  }

  // Loops, no streams: of ten thousand parts, in code that often runs for the first time.
  private static Whole whole(List<JournalLine.Part> parts, List<JournalLine.Part> stored) {
    List<Long> sizes = new ArrayList<>(parts.size());
    long bytes = 0;
    for (JournalLine.Part part : parts) {
      sizes.add(part.content().sizeBytes());
      bytes += part.content().sizeBytes();
    }
    long storedBytes = 0;
    for (JournalLine.Part part : stored) {
      storedBytes += part.content().sizeBytes();
    }
    return new Whole(bytes, PartLayout.of(sizes).withChecksums(checksums(parts)), storedBytes);
  }

  /** One of each part and all of one kind, or none. */
  private static List<String> checksums(List<JournalLine.Part> parts) {
    List<String> values = new ArrayList<>();
    ChecksumAlgorithm algorithm = null;
    for (JournalLine.Part part : parts) {
      Checksum known = part.content().checksum();
      if (known == null || (algorithm != null && algorithm != known.algorithm())) {
        return List.of();
      }
      algorithm = known.algorithm();
      values.add(known.value());
    }
    return values;
  }

  /** Finds the parts that are named, both lists being in order; or why they can't be taken. */
  private static @Nullable Refusal choose(
      List<CompletedPart> named, List<JournalLine.Part> stored, List<JournalLine.Part> chosen) {
    Refusal order = CompletedPart.orderRefusal(named);
    if (order != null) {
      return order;
    }
    int at = 0;
    for (CompletedPart part : named) {
      while (at < stored.size() && stored.get(at).number() < part.number()) {
        at++;
      }
      JournalLine.Part found = at < stored.size() ? stored.get(at) : null;
      Refusal refusal = check(part, found);
      if (refusal != null || found == null) {
        return refusal;
      }
      chosen.add(found);
    }
    return null;
  }

  private static @Nullable Refusal check(CompletedPart part, JournalLine.@Nullable Part found) {
    if (found == null
        || found.number() != part.number()
        || !part.etag().equals(found.content().md5Hex())) {
      return new Refusal(
          Reason.INVALID_PART,
          "Part " + part.number() + " was not uploaded, or its ETag is another.");
    }
    Checksum known = found.content().checksum();
    Checksum claimed = part.checksum();
    if (claimed != null && (known == null || !known.value().equals(claimed.value()))) {
      return new Refusal(
          Reason.INVALID_PART, "The checksum of part " + part.number() + " is another.");
    }
    return null;
  }

  private static boolean isInPlace(List<JournalLine.Part> parts, Whole whole, Situation situation) {
    long unit = situation.unitBytes();
    if (unit == 0 || situation.slotsBusy() || cutsAcknowledged(whole, parts, situation)) {
      return false;
    }
    for (int i = 0; i < parts.size(); i++) {
      JournalLine.Part part = parts.get(i);
      boolean isLast = i == parts.size() - 1;
      long bytes = part.content().sizeBytes();
      if (part.number() != i + 1 || (isLast ? bytes > unit : bytes != unit)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether cutting the file to the object's size would harm a part that was acknowledged but not
   * named.
   */
  private static boolean cutsAcknowledged(
      Whole whole, List<JournalLine.Part> named, Situation situation) {
    for (JournalLine.Part part : situation.stored()) {
      if (part.number() > named.size()
          && part.isInSlot()
          && part.offsetBytes() + part.content().sizeBytes() > whole.sizeBytes()) {
        return true;
      }
    }
    return false;
  }
}
