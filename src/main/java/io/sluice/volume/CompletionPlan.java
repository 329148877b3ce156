package io.sluice.volume;

import io.sluice.model.Checksum;
import io.sluice.model.CompletedPart;
import io.sluice.model.PartLayout;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How the parts of an upload become one file. Decided without touching anything. */
sealed interface CompletionPlan {
  /** The list of parts is not one that S3 accepts. */
  record Refused(Refusal refusal) implements CompletionPlan {}

  /**
   * The file of regular parts becomes the object: nothing is copied but the parts in {@code moves},
   * which lie in files of their own.
   */
  record InPlace(List<JournalLine.Part> moves, Whole whole) implements CompletionPlan {}

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
   * @param stored the acknowledged parts by number
   * @param unitBytes the size of regular parts, 0 when none was regular
   * @param slotsBusy whether someone still writes into the file of regular parts
   */
  record Situation(Map<Integer, JournalLine.Part> stored, long unitBytes, boolean slotsBusy) {}

  static CompletionPlan of(List<CompletedPart> named, long declaredBytes, Situation situation) {
    Refusal refusal = check(named, situation.stored());
    if (refusal != null) {
      return new Refused(refusal);
    }
    List<JournalLine.Part> parts =
        named.stream().map(part -> get(situation.stored(), part.number())).toList();
    List<Long> sizes = parts.stream().map(part -> part.content().sizeBytes()).toList();
    PartLayout layout = PartLayout.of(sizes).withChecksums(checksums(parts));
    long storedBytes =
        situation.stored().values().stream().mapToLong(part -> part.content().sizeBytes()).sum();
    Whole whole = new Whole(sizes.stream().mapToLong(Long::longValue).sum(), layout, storedBytes);
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
        ? new InPlace(parts.stream().filter(part -> !part.isInSlot()).toList(), whole)
        : new Assemble(parts, whole);
  }

  /** One of each part and all of one kind, or none. */
  private static List<String> checksums(List<JournalLine.Part> parts) {
    List<Checksum> known =
        parts.stream().map(part -> part.content().checksum()).filter(Objects::nonNull).toList();
    boolean uniform = known.stream().map(Checksum::algorithm).distinct().count() == 1;
    return uniform && known.size() == parts.size()
        ? known.stream().map(Checksum::value).toList()
        : List.of();
  }

  private static @Nullable Refusal check(
      List<CompletedPart> named, Map<Integer, JournalLine.Part> stored) {
    Refusal order = CompletedPart.orderRefusal(named);
    if (order != null) {
      return order;
    }
    for (CompletedPart part : named) {
      JournalLine.Part found = stored.get(part.number());
      if (found == null || !part.etag().equals(found.content().md5Hex())) {
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
    return situation.stored().values().stream()
        .anyMatch(part ->
            part.isInSlot()
                && part.number() > named.size()
                && part.offsetBytes() + part.content().sizeBytes() > whole.sizeBytes());
  }

  private static JournalLine.Part get(Map<Integer, JournalLine.Part> stored, int number) {
    JournalLine.Part part = stored.get(number);
    if (part == null) {
      throw new IllegalStateException("checked before");
    }
    return part;
  }
}
