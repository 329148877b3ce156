package io.sluice.operation;

import java.util.List;
import java.util.Map;

/**
 * An answer, without what every answer gets from {@code http}: Date, Server, x-amz-request-id,
 * x-amz-id-2 and Content-Length (taken from the body, unless given, as for HEAD).
 */
public record S3Response(int status, List<Map.Entry<String, String>> headers, ResponseBody body) {
  public S3Response {
    headers = List.copyOf(headers);
  }
}
