package io.sluice.s3.body;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import io.sluice.s3.PercentCoding;
import io.sluice.s3.RequestHead;
import io.sluice.s3.auth.PayloadPlan;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The checksum that a head promises: at most one, as a header or as a trailer.
 *
 * @param value from the head, or null
 * @param trailer the algorithm of the value that comes after the body, or null
 */
record DeclaredChecksum(@Nullable Checksum value, @Nullable ChecksumAlgorithm trailer) {
  private static final String PREFIX = "x-amz-checksum-";
  private static final String SDK_ALGORITHM = "x-amz-sdk-checksum-algorithm";

  /** Headers of the same family that say how, not what. */
  private static final Set<String> NOT_VALUES =
      Set.of(PREFIX + "algorithm", PREFIX + "type", PREFIX + "mode");

  static DeclaredChecksum of(RequestHead head, PayloadPlan payload) {
    Checksum value = inHead(head);
    ChecksumAlgorithm trailer = inTrailer(head, payload);
    if (value != null && trailer != null) {
      throw several();
    }
    if (value == null && trailer == null) {
      Checksum inQuery = inQuery(head);
      if (inQuery != null) {
        return new DeclaredChecksum(inQuery, null);
      }
    }
    checkSdkAlgorithm(head, value == null ? trailer : value.algorithm());
    return new DeclaredChecksum(value, trailer);
  }

  private static @Nullable Checksum inHead(RequestHead head) {
    Checksum found = null;
    for (RequestHead.Header header : head.headers()) {
      String name = header.name();
      if (name.startsWith(PREFIX) && !NOT_VALUES.contains(name)) {
        if (found != null) {
          throw several();
        }
        found = parse(name, header.value().strip());
      }
    }
    return found;
  }

  /**
   * A checksum that was signed into a URL. SDKs put that of an empty body there when they sign for
   * a body that they don't have, and S3 passes it over; whoever put another one there meant it.
   */
  private static @Nullable Checksum inQuery(RequestHead head) {
    for (String pair : head.rawQuery().split("&", -1)) {
      int equals = pair.indexOf('=');
      String name =
          PercentCoding.decodeQuery(equals < 0 ? pair : pair.substring(0, equals))
              .toLowerCase(Locale.ROOT);
      boolean isValue = name.startsWith(PREFIX) && !NOT_VALUES.contains(name);
      if (isValue && equals >= 0) {
        Checksum found = parse(name, PercentCoding.decodeQuery(pair.substring(equals + 1)));
        return found.equals(Checksummer.of(found.algorithm()).checksum()) ? null : found;
      }
    }
    return null;
  }

  /** A checksum from its header or trailer. */
  static Checksum parse(String name, String value) {
    ChecksumAlgorithm algorithm = algorithm(name);
    if (!BodyPlan.isBase64(value, algorithm.lengthBytes())) {
      // What is not a checksum of this kind can't be that of the content.
      throw Refusal.exception(Reason.BAD_DIGEST, "Value for " + name + " header is invalid.");
    }
    return new Checksum(algorithm, Checksum.Type.FULL_OBJECT, value);
  }

  private static ChecksumAlgorithm algorithm(String headerName) {
    ChecksumAlgorithm algorithm =
        headerName.startsWith(PREFIX)
            ? ChecksumAlgorithm.ofName(headerName.substring(PREFIX.length()))
            : null;
    if (algorithm == null) {
      // Taking it unverified would let the client believe that it was checked.
      throw invalid("The checksum header or trailer " + headerName + " is not supported.");
    }
    return algorithm;
  }

  private static @Nullable ChecksumAlgorithm inTrailer(RequestHead head, PayloadPlan payload) {
    String announced = String.join(",", head.allHeaders("x-amz-trailer")).strip();
    if (announced.isEmpty()) {
      return null;
    }
    if (announced.indexOf(',') >= 0) {
      throw several();
    }
    boolean canCome = payload instanceof PayloadPlan.Chunked chunked && chunked.form().hasTrailer();
    if (!canCome) {
      throw invalid("x-amz-trailer is sent, but x-amz-content-sha256 names a form without one.");
    }
    return algorithm(announced.toLowerCase(Locale.ROOT));
  }

  private static void checkSdkAlgorithm(RequestHead head, @Nullable ChecksumAlgorithm declared) {
    String named = head.header(SDK_ALGORITHM);
    if (named == null) {
      return;
    }
    if (declared == null) {
      throw invalid(
          "x-amz-sdk-checksum-algorithm specified, but no corresponding"
              + " x-amz-checksum-* or x-amz-trailer headers were found.");
    }
    if (ChecksumAlgorithm.ofName(named.strip()) != declared) {
      throw invalid("Value for x-amz-sdk-checksum-algorithm header is invalid.");
    }
  }

  private static RefusedException several() {
    return invalid(
        "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
  }

  private static RefusedException invalid(String message) {
    return Refusal.exception(Reason.INVALID_REQUEST, message);
  }
}
