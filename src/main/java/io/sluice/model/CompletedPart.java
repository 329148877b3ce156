package io.sluice.model;

import java.util.List;

/**
 * One line of a CompleteMultipartUpload.
 *
 * @param number 1 to 10,000
 * @param tag the part's ETag without quotes
 * @param checksums those that the client repeats, in base64
 */
public record CompletedPart(int number, String tag, List<Checksum> checksums) {
  public CompletedPart {
    checksums = List.copyOf(checksums);
  }
}
