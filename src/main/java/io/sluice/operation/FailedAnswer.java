package io.sluice.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A failure whose answer must have some more headers than its document alone would. */
public final class FailedAnswer extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Throwable failure;
  private final transient List<Map.Entry<String, String>> headers;

  FailedAnswer(Throwable failure, List<Map.Entry<String, String>> headers) {
    super(failure.getMessage(), failure, false, false);
    this.failure = failure;
    this.headers = List.copyOf(headers);
  }

  /** What went wrong. */
  public Throwable failure() {
    return failure;
  }

  /** The document for what went wrong, with the headers. */
  public S3Response with(S3Response document) {
    List<Map.Entry<String, String>> all = new ArrayList<>(document.headers());
    all.addAll(headers);
    return new S3Response(document.status(), all, document.body());
  }
}
