package io.sluice.s3;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.xml.XmlWriter;
import java.util.Locale;

/**
 * The one place where a reason becomes an S3 error.
 *
 * <p>Source: S3 API reference, "List of error codes". {@code InsufficientStorage}, {@code
 * KeyConflict} and {@code DirectoryObjectContainsData} are not S3's own: S3 is never full, and has
 * no directories.
 */
public final class ErrorTable {
  private ErrorTable() {}

  /** The error that a reason is. */
  public static S3Error error(Reason reason) {
    return new S3Error(code(reason), status(reason));
  }

  /**
   * The error document.
   *
   * @param resource the path that was asked for, still percent-encoded
   * @param requestId as in the header {@code x-amz-request-id}
   * @param hostId as in the header {@code x-amz-id-2}
   */
  public static byte[] document(Refusal refusal, String resource, String requestId, String hostId) {
    XmlWriter xml =
        new XmlWriter(512)
            .open("Error")
            .element("Code", code(refusal.reason()))
            .element("Message", refusal.message());
    refusal.details().forEach(xml::element);
    return xml.element("Resource", resource)
        .element("RequestId", requestId)
        .element("HostId", hostId)
        .close("Error")
        .bytes();
  }

  /** Reasons are named as codes are; here are those that are not. */
  private static String code(Reason reason) {
    return switch (reason) {
      case INVALID_KEY -> "InvalidArgument";
      case KEY_TOO_LONG -> "KeyTooLongError";
      case CONTENT_SHA256_MISMATCH -> "XAmzContentSHA256Mismatch";
      case INVALID_CHUNK_SIZE -> "InvalidChunkSizeError";
      case MALFORMED_TRAILER -> "MalformedTrailerError";
      case MALFORMED_XML -> "MalformedXML";
      case INVALID_URI -> "InvalidURI";
      case MALFORMED_POST_REQUEST -> "MalformedPOSTRequest";
      case MAX_POST_PRE_DATA_LENGTH_EXCEEDED -> "MaxPostPreDataLengthExceededError";
      case NO_SUCH_CORS_CONFIGURATION -> "NoSuchCORSConfiguration";
      case CORS_FORBIDDEN -> "AccessForbidden";
      case SERVER_SIDE_ENCRYPTION_CONFIGURATION_NOT_FOUND ->
          "ServerSideEncryptionConfigurationNotFoundError";
      case OBJECT_LOCK_CONFIGURATION_NOT_FOUND -> "ObjectLockConfigurationNotFoundError";
      case OWNERSHIP_CONTROLS_NOT_FOUND -> "OwnershipControlsNotFoundError";
      case REPLICATION_CONFIGURATION_NOT_FOUND -> "ReplicationConfigurationNotFoundError";
      case CLIENT_GONE -> "IncompleteBody";
      case EXPIRED_REQUEST, UNSIGNED_HEADERS -> "AccessDenied";
      case UNSUPPORTED_SIGNATURE -> "InvalidRequest";
      case NOT_OWNER -> "ServiceUnavailable";
      default -> inCamelCase(reason.name());
    };
  }

  private static String inCamelCase(String name) {
    StringBuilder code = new StringBuilder(name.length());
    for (String word : name.split("_", -1)) {
      code.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return code.toString();
  }

  private static int status(Reason reason) {
    return switch (reason) {
      case NOT_MODIFIED -> 304;
      case INVALID_BUCKET_NAME, TOO_MANY_BUCKETS, INVALID_KEY, KEY_TOO_LONG -> 400;
      case DIRECTORY_OBJECT_CONTAINS_DATA, INCOMPLETE_BODY, ENTITY_TOO_LARGE -> 400;
      case ENTITY_TOO_SMALL, METADATA_TOO_LARGE, BAD_DIGEST, INVALID_DIGEST -> 400;
      case CONTENT_SHA256_MISMATCH, INVALID_CHUNK_SIZE, MALFORMED_TRAILER, MALFORMED_XML -> 400;
      case REQUEST_TIMEOUT, CLIENT_GONE, INVALID_PART, INVALID_PART_ORDER -> 400;
      case INVALID_ARGUMENT, INVALID_REQUEST, INVALID_URI, INVALID_LOCATION_CONSTRAINT -> 400;
      case REQUEST_HEADER_SECTION_TOO_LARGE, INVALID_STORAGE_CLASS, INVALID_TAG -> 400;
      case INVALID_TOKEN -> 400;
      case AUTHORIZATION_HEADER_MALFORMED, AUTHORIZATION_QUERY_PARAMETERS_ERROR -> 400;
      case UNSUPPORTED_SIGNATURE, BAD_REQUEST, INVALID_POLICY_DOCUMENT -> 400;
      case MALFORMED_POST_REQUEST, MAX_POST_PRE_DATA_LENGTH_EXCEEDED -> 400;
      case INCORRECT_NUMBER_OF_FILES_IN_POST_REQUEST -> 400;
      case IDEMPOTENCY_PARAMETER_MISMATCH, ACCESS_CONTROL_LIST_NOT_SUPPORTED -> 400;
      case CORS_FORBIDDEN -> 403;
      case NO_SUCH_CORS_CONFIGURATION -> 404;
      case NO_SUCH_LIFECYCLE_CONFIGURATION -> 404;
      case SERVER_SIDE_ENCRYPTION_CONFIGURATION_NOT_FOUND -> 404;
      case NO_SUCH_BUCKET_POLICY -> 404;
      case NO_SUCH_PUBLIC_ACCESS_BLOCK_CONFIGURATION -> 404;
      case OBJECT_LOCK_CONFIGURATION_NOT_FOUND -> 404;
      case OWNERSHIP_CONTROLS_NOT_FOUND -> 404;
      case REPLICATION_CONFIGURATION_NOT_FOUND -> 404;
      case NO_SUCH_TAG_SET -> 404;
      case NO_SUCH_WEBSITE_CONFIGURATION -> 404;
      case ACCESS_DENIED, INVALID_ACCESS_KEY_ID, SIGNATURE_DOES_NOT_MATCH -> 403;
      case REQUEST_TIME_TOO_SKEWED, EXPIRED_REQUEST, UNSIGNED_HEADERS -> 403;
      case NO_SUCH_BUCKET, NO_SUCH_KEY, NO_SUCH_UPLOAD, NO_SUCH_VERSION -> 404;
      case METHOD_NOT_ALLOWED -> 405;
      case BUCKET_ALREADY_EXISTS, BUCKET_ALREADY_OWNED_BY_YOU, BUCKET_NOT_EMPTY -> 409;
      case KEY_CONFLICT, CONDITIONAL_REQUEST_CONFLICT -> 409;
      case MISSING_CONTENT_LENGTH -> 411;
      case PRECONDITION_FAILED -> 412;
      case INVALID_RANGE, INVALID_PART_NUMBER -> 416;
      case INTERNAL_ERROR -> 500;
      case NOT_IMPLEMENTED -> 501;
      case SLOW_DOWN, SERVICE_UNAVAILABLE, NOT_OWNER -> 503;
      case INSUFFICIENT_STORAGE -> 507;
    };
  }
}
