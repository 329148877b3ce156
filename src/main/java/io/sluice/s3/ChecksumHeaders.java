package io.sluice.s3;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checksums that multipart uploads and copies name; those of bodies are read with the bodies. */
final class ChecksumHeaders {
  private ChecksumHeaders() {}

  static @Nullable ChecksumAlgorithm algorithm(ParsedHead head) {
    String name = head.header("x-amz-checksum-algorithm");
    if (name == null) {
      return null;
    }
    ChecksumAlgorithm algorithm = ChecksumAlgorithm.ofName(name);
    if (algorithm == null) {
      throw invalid(
          "Checksum algorithm provided is unsupported. Please try again with any of the valid"
              + " types: "
              + Arrays.toString(ChecksumAlgorithm.values()));
    }
    return algorithm;
  }

  /** What the checksum of an upload is over; each algorithm has its default. */
  static Checksum.@Nullable Type type(ParsedHead head, @Nullable ChecksumAlgorithm algorithm) {
    Checksum.Type asked = askedType(head);
    if (algorithm == null) {
      if (asked != null) {
        throw invalid(
            "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm"
                + " header.");
      }
      return null;
    }
    if (asked == null) {
      return algorithm == ChecksumAlgorithm.CRC64NVME
          ? Checksum.Type.FULL_OBJECT
          : Checksum.Type.COMPOSITE;
    }
    boolean possible =
        switch (asked) {
          case FULL_OBJECT -> algorithm.isCombinable();
          case COMPOSITE -> algorithm != ChecksumAlgorithm.CRC64NVME;
        };
    if (!possible) {
      throw invalid(
          "The "
              + asked
              + " checksum type cannot be used with the "
              + algorithm.name().toLowerCase(Locale.ROOT)
              + " checksum algorithm.");
    }
    return asked;
  }

  /** The type that a request names, null when it names none. */
  static Checksum.@Nullable Type askedType(ParsedHead head) {
    String value = head.header("x-amz-checksum-type");
    if (value == null) {
      return null;
    }
    return switch (value.toUpperCase(Locale.ROOT)) {
      case "FULL_OBJECT" -> Checksum.Type.FULL_OBJECT;
      case "COMPOSITE" -> Checksum.Type.COMPOSITE;
      default -> throw invalid("Value for x-amz-checksum-type header is invalid.");
    };
  }

  /** What CompleteMultipartUpload says of the whole object; never more than one checksum. */
  static List<Checksum> ofObject(ParsedHead head) {
    List<Checksum> checksums = new ArrayList<>(1);
    for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
      String value = head.header(algorithm.headerName());
      if (value != null) {
        checksums.add(checksum(head, algorithm, value));
      }
    }
    if (checksums.size() > 1) {
      throw invalid("Expecting a single x-amz-checksum- header. Multiple were sent.");
    }
    return checksums;
  }

  private static Checksum checksum(ParsedHead head, ChecksumAlgorithm algorithm, String value) {
    Checksum.Type type = type(head, algorithm);
    int dash = value.indexOf('-');
    String digest = dash < 0 ? value : value.substring(0, dash);
    if (!isDigest(algorithm, digest) || type == null) {
      throw Refusal.exception(
          Reason.BAD_DIGEST, "Value for " + algorithm.headerName() + " header is invalid.");
    }
    return new Checksum(algorithm, type, value);
  }

  /** Whether a text is base64 of as many bytes as the algorithm makes. */
  static boolean isDigest(ChecksumAlgorithm algorithm, String base64) {
    try {
      return Base64.getDecoder().decode(base64).length == algorithm.lengthBytes();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** What CompleteMultipartUpload says of the object's size, or -1. */
  static long objectSize(ParsedHead head) {
    String value = head.header("x-amz-mp-object-size");
    if (value == null) {
      return -1;
    }
    try {
      long size = Long.parseLong(value);
      if (size >= 0) {
        return size;
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw invalid("Value for x-amz-mp-object-size header is invalid.");
  }

  private static RefusedException invalid(String message) {
    return Refusal.exception(Reason.INVALID_REQUEST, message);
  }
}
