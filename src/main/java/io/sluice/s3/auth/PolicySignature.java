package io.sluice.s3.auth;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.form.FormFields;
import org.jspecify.annotations.Nullable;

/**
 * The signature of a form's policy, not yet believed.
 *
 * <p>Source: S3 API reference, "Authenticating Requests in Browser-Based Uploads Using POST"; S3
 * user guide, "Browser-based uploads using POST (AWS signature version 2)".
 */
public sealed interface PolicySignature {
  /** In base64, exactly as it was sent: that is what is signed. */
  String policy();

  String signature();

  /** By Signature Version 4. */
  record Version4(String policy, String credential, String date, String signature)
      implements PolicySignature {}

  /** By the older version, as boto3 signs forms for us-east-1 unless it is told otherwise. */
  record Version2(String policy, String accessKey, String signature) implements PolicySignature {}

  /** The signature in a form; refuses one that lacks a part, or is of another kind. */
  static PolicySignature of(FormFields fields) {
    String policy = fields.get("policy");
    if (policy == null || policy.isEmpty()) {
      throw Refusal.exception(Reason.ACCESS_DENIED, "Access Denied");
    }
    if (fields.get("x-amz-security-token") != null) {
      throw Refusal.exception(
          Reason.INVALID_TOKEN, "The provided token is malformed or otherwise invalid.");
    }
    String algorithm = fields.get("x-amz-algorithm");
    String accessKey = fields.get("awsaccesskeyid");
    if (algorithm == null && accessKey != null) {
      return new Version2(policy, accessKey, required(fields.get("signature"), "Signature"));
    }
    if (!AuthorizationHeader.ALGORITHM.equals(required(algorithm, "X-Amz-Algorithm"))) {
      throw AuthorizationHeader.unsupported();
    }
    return new Version4(
        policy,
        required(fields.get("x-amz-credential"), "X-Amz-Credential"),
        required(fields.get("x-amz-date"), "X-Amz-Date"),
        required(fields.get("x-amz-signature"), "X-Amz-Signature"));
  }

  private static String required(@Nullable String value, String name) {
    if (value == null || value.isEmpty()) {
      throw Refusal.exception(
          Reason.INVALID_ARGUMENT,
          "Bucket POST must contain a field named '"
              + name
              + "'. If it is specified, please check the order of the fields.");
    }
    return value;
  }
}
