package io.sluice.s3.auth;

import org.jspecify.annotations.Nullable;

/** The forms of an {@code aws-chunked} body, each announced by its name in the head. */
public enum ChunkForm {
  SIGNED("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", true, false),
  SIGNED_TRAILER("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", true, true),
  UNSIGNED_TRAILER("STREAMING-UNSIGNED-PAYLOAD-TRAILER", false, true);

  private final String headerValue;
  private final boolean signed;
  private final boolean trailer;

  ChunkForm(String headerValue, boolean signed, boolean trailer) {
    this.headerValue = headerValue;
    this.signed = signed;
    this.trailer = trailer;
  }

  /** The value of {@code x-amz-content-sha256} that announces this form. */
  public String headerValue() {
    return headerValue;
  }

  /** Whether each chunk carries a signature. */
  public boolean isSigned() {
    return signed;
  }

  /** Whether header lines may follow the last chunk. */
  public boolean hasTrailer() {
    return trailer;
  }

  static @Nullable ChunkForm ofHeaderValue(String value) {
    for (ChunkForm form : values()) {
      if (form.headerValue.equals(value)) {
        return form;
      }
    }
    return null;
  }
}
