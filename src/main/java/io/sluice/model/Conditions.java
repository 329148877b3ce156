package io.sluice.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of one request (RFC 9110, section 13).
 *
 * <p>Tags stand without quotes; {@value #ANY} means any state of the object, and a tag that was
 * sent as weak keeps its {@value #WEAK}: it matches where a weak comparison is enough.
 *
 * @param ifMatch proceed only if the object has one of these tags; empty when not asked
 * @param ifNoneMatch proceed only if it has none of these; empty when not asked
 * @param ifModifiedSince proceed only if it changed after this second
 * @param ifUnmodifiedSince proceed only if it did not change after this second
 * @param ifState proceed only if it is in this state
 */
public record Conditions(
    List<String> ifMatch,
    List<String> ifNoneMatch,
    @Nullable Instant ifModifiedSince,
    @Nullable Instant ifUnmodifiedSince,
    State ifState) {

  private static final long NANOS = 1_000_000_000;

  /** Nothing was asked. */
  public static final Conditions NONE = new Conditions(List.of(), List.of(), null, null);

  /** The tag that stands for any state. */
  public static final String ANY = "*";

  /** What a tag starts with that was sent as weak. */
  public static final String WEAK = "W/";

  /** What the conditions say. */
  public enum Outcome {
    PROCEED,
    NOT_MODIFIED,
    PRECONDITION_FAILED
  }

  /**
   * What a delete may name of an object beside its tag; null where it names nothing.
   *
   * @param modified the time of its last change: to the millisecond when it has a part of a second,
   *     as listings show it, else to the second, as headers do
   * @param sizeBytes its length
   */
  public record State(@Nullable Instant modified, @Nullable Long sizeBytes) {
    /** Nothing was named. */
    public static final State ANY = new State(null, null);

    boolean holds(FileIdentity identity) {
      if (sizeBytes != null && sizeBytes != identity.sizeBytes()) {
        return false;
      }
      if (modified == null) {
        return true;
      }
      boolean whole = modified.equals(modified.truncatedTo(ChronoUnit.SECONDS));
      ChronoUnit unit = whole ? ChronoUnit.SECONDS : ChronoUnit.MILLIS;
      Instant now =
          Instant.ofEpochSecond(
              Math.floorDiv(identity.mtimeNanos(), NANOS),
              Math.floorMod(identity.mtimeNanos(), NANOS));
      return now.truncatedTo(unit).equals(modified.truncatedTo(unit));
    }
  }

  /** Conditions on tags and dates only, as reads and writes have them. */
  public Conditions(
      List<String> ifMatch,
      List<String> ifNoneMatch,
      @Nullable Instant ifModifiedSince,
      @Nullable Instant ifUnmodifiedSince) {
    this(ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince, State.ANY);
  }

  public Conditions {
    ifMatch = List.copyOf(ifMatch);
    ifNoneMatch = List.copyOf(ifNoneMatch);
  }

  /** Whether nothing was asked. */
  public boolean isEmpty() {
    return equals(NONE);
  }

  /**
   * When an object was last modified, as HTTP's dates tell it: in whole seconds. So a file that was
   * changed within the second that a condition names is unchanged.
   */
  public static Instant modified(ObjectEntry entry) {
    return Instant.ofEpochSecond(Math.floorDiv(entry.identity().mtimeNanos(), NANOS));
  }

  /**
   * What the conditions say of reading an object, in RFC 9110's order (section 13.2.2): a tag
   * condition makes the date condition of its kind irrelevant.
   */
  public Outcome evaluate(ObjectEntry entry) {
    Instant modified = modified(entry);
    if (!ifMatch.isEmpty()) {
      if (!matches(ifMatch, entry, false)) {
        return Outcome.PRECONDITION_FAILED;
      }
    } else if (ifUnmodifiedSince != null && modified.isAfter(ifUnmodifiedSince)) {
      return Outcome.PRECONDITION_FAILED;
    }
    if (!ifNoneMatch.isEmpty()) {
      return matches(ifNoneMatch, entry, true) ? Outcome.NOT_MODIFIED : Outcome.PROCEED;
    }
    if (ifModifiedSince != null && !modified.isAfter(ifModifiedSince)) {
      return Outcome.NOT_MODIFIED;
    }
    return Outcome.PROCEED;
  }

  /**
   * Why an object may not be written, replaced or deleted, or null when it may. Reading conditions
   * that say "not modified" stop a write as failed ones do. A named tag where there is no object is
   * NO_SUCH_KEY, as S3 answers, so that a client does not take it for a lost race.
   *
   * @param current the object that the key names now, or null
   */
  public @Nullable Refusal writeRefusal(@Nullable ObjectEntry current) {
    if (current == null) {
      return ifMatch.isEmpty()
          ? null
          : new Refusal(Reason.NO_SUCH_KEY, "The specified key does not exist.");
    }
    return evaluate(current) == Outcome.PROCEED && ifState.holds(current.identity())
        ? null
        : new Refusal(
            Reason.PRECONDITION_FAILED,
            "At least one of the pre-conditions you specified did not hold.");
  }

  /**
   * Why an object may not be deleted, or null when it may. Where there is none any more, a delete
   * has nothing to protect and succeeds, as without conditions.
   *
   * @param current the object that the key names now, or null
   */
  public @Nullable Refusal deleteRefusal(@Nullable ObjectEntry current) {
    return current == null ? null : writeRefusal(current);
  }

  private static boolean matches(List<String> tags, ObjectEntry entry, boolean weakCounts) {
    for (String tag : tags) {
      if (tag.equals(ANY)) {
        return true;
      }
      boolean weak = tag.startsWith(WEAK);
      if ((!weak || weakCounts) && entry.hasTag(weak ? tag.substring(WEAK.length()) : tag)) {
        return true;
      }
    }
    return false;
  }
}
