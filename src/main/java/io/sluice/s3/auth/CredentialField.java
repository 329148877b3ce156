package io.sluice.s3.auth;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The access key and the scope that a client names, as {@code KEY/DATE/REGION/SERVICE/TERMINAL}.
 */
record CredentialField(String accessKey, CredentialScope scope) {
  private static final int PARTS = 5;
  private static final String SERVICE = "s3";

  /** Where a signature stands decides how its faults are named. */
  enum Place {
    HEADER(Reason.AUTHORIZATION_HEADER_MALFORMED, "The authorization header is malformed; "),
    QUERY(
        Reason.AUTHORIZATION_QUERY_PARAMETERS_ERROR,
        "Error parsing the X-Amz-Credential parameter; ");

    private final Reason reason;
    private final String lead;

    Place(Reason reason, String lead) {
      this.reason = reason;
      this.lead = lead;
    }

    RefusedException malformed(String detail) {
      return Refusal.exception(reason, lead + detail);
    }

    RefusedException otherRegion(String named, String expected) {
      String message = lead + "the region '" + named + "' is wrong; expecting '" + expected + "'";
      return new Refusal(reason, message, Map.of(Refusal.REGION, expected)).asException();
    }
  }

  /** Refuses a credential of another form, or one that is not for S3. */
  static CredentialField parse(String value, Place place) {
    String @Nullable [] parts = split(value);
    if (parts == null) {
      throw place.malformed(
          "the Credential must have the form ACCESSKEY/YYYYMMDD/REGION/s3/aws4_request.");
    }
    if (!isDate(parts[1])) {
      throw place.malformed("the credential's date \"" + parts[1] + "\" is not YYYYMMDD.");
    }
    if (!parts[3].equals(SERVICE)) {
      throw place.malformed("the service \"" + parts[3] + "\" is wrong; expecting \"s3\".");
    }
    if (!parts[4].equals(CredentialScope.TERMINAL)) {
      throw place.malformed("the terminal \"" + parts[4] + "\" is wrong; expecting aws4_request.");
    }
    return new CredentialField(parts[0], new CredentialScope(parts[1], parts[2], parts[3]));
  }

  private static String @Nullable [] split(String value) {
    String[] parts = new String[PARTS];
    int start = 0;
    for (int i = 0; i < PARTS - 1; i++) {
      int slash = value.indexOf('/', start);
      if (slash < 0) {
        return null;
      }
      parts[i] = value.substring(start, slash);
      start = slash + 1;
    }
    parts[PARTS - 1] = value.substring(start);
    boolean whole = !parts[0].isEmpty() && parts[PARTS - 1].indexOf('/') < 0;
    return whole ? parts : null;
  }

  private static boolean isDate(String text) {
    return AmzDate.parseBasic(text + "T000000Z") != null;
  }
}
