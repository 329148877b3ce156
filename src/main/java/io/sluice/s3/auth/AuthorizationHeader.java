package io.sluice.s3.auth;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the signature in an Authorization header: {@code AWS4-HMAC-SHA256 Credential=...,
 * SignedHeaders=..., Signature=...}.
 */
final class AuthorizationHeader {
  static final String ALGORITHM = "AWS4-HMAC-SHA256";
  static final String PAYLOAD_HEADER = "x-amz-content-sha256";
  private static final CredentialField.Place HEADER = CredentialField.Place.HEADER;

  private @Nullable String credential;
  private @Nullable String signedHeaders;
  private @Nullable String signature;

  private AuthorizationHeader() {}

  static PresentedSignature read(RequestHead head, String authorization) {
    AuthorizationHeader fields = new AuthorizationHeader();
    fields.take(afterAlgorithm(authorization.strip()));
    CredentialField credential =
        CredentialField.parse(required(fields.credential, "Credential"), HEADER);
    List<String> names = names(required(fields.signedHeaders, "SignedHeaders"));
    String signature = required(fields.signature, "Signature");
    return new PresentedSignature(
        HEADER, credential, time(head), names, signature, payloadHash(head));
  }

  private static String afterAlgorithm(String authorization) {
    int space = authorization.indexOf(' ');
    String scheme = space < 0 ? authorization : authorization.substring(0, space);
    if (scheme.equals(ALGORITHM)) {
      return space < 0 ? "" : authorization.substring(space + 1);
    }
    if (scheme.equals("AWS") || scheme.startsWith("AWS4-")) {
      throw unsupported();
    }
    throw Refusal.exception(Reason.INVALID_ARGUMENT, "Unsupported Authorization Type");
  }

  static RuntimeException unsupported() {
    return Refusal.exception(
        Reason.UNSUPPORTED_SIGNATURE,
        "The authorization mechanism you have provided is not supported."
            + " Please use AWS4-HMAC-SHA256.");
  }

  private void take(String list) {
    int start = 0;
    while (start <= list.length()) {
      int comma = list.indexOf(',', start);
      comma = comma < 0 ? list.length() : comma;
      takeField(list.substring(start, comma).strip());
      start = comma + 1;
    }
  }

  private void takeField(String field) {
    int equals = field.indexOf('=');
    if (equals < 0) {
      if (field.isEmpty()) {
        return;
      }
      throw HEADER.malformed("\"" + field + "\" is not of the form name=value.");
    }
    String value = field.substring(equals + 1);
    switch (field.substring(0, equals)) {
      case "Credential" -> credential = once(credential, value);
      case "SignedHeaders" -> signedHeaders = once(signedHeaders, value);
      case "Signature" -> signature = once(signature, value);
      default -> throw HEADER.malformed("\"" + field + "\" is not expected.");
    }
  }

  private static String once(@Nullable String before, String value) {
    if (before != null) {
      throw HEADER.malformed("a part is given twice.");
    }
    return value;
  }

  private static String required(@Nullable String value, String name) {
    if (value == null || value.isEmpty()) {
      throw HEADER.malformed("missing " + name + ".");
    }
    return value;
  }

  /** The names in a list separated by semicolons, in lower case. */
  static List<String> names(String list) {
    List<String> names = new ArrayList<>();
    int start = 0;
    while (start <= list.length()) {
      int end = list.indexOf(';', start);
      end = end < 0 ? list.length() : end;
      if (end > start) {
        names.add(list.substring(start, end).toLowerCase(Locale.ROOT));
      }
      start = end + 1;
    }
    return names;
  }

  private static AmzDate time(RequestHead head) {
    String sent = head.header("x-amz-date");
    if (sent == null) {
      sent = head.header("date");
    }
    AmzDate time = sent == null ? null : AmzDate.parse(sent.strip());
    if (time == null) {
      throw Refusal.exception(
          Reason.ACCESS_DENIED, "AWS authentication requires a valid Date or x-amz-date header");
    }
    return time;
  }

  private static String payloadHash(RequestHead head) {
    String hash = head.header(PAYLOAD_HEADER);
    if (hash == null) {
      throw Refusal.exception(
          Reason.INVALID_REQUEST, "Missing required header for this request: x-amz-content-sha256");
    }
    return hash.strip();
  }
}
