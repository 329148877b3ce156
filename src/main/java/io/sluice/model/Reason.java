package io.sluice.model;

/**
 * Why a request was refused, in the terms of S3's error codes. The {@code s3} room maps each to its
 * code and HTTP status in one table.
 *
 * <p>Source: S3 API reference, "Error responses".
 */
public enum Reason {
  // Names and places.
  NO_SUCH_BUCKET,
  INVALID_BUCKET_NAME,
  BUCKET_ALREADY_EXISTS,
  BUCKET_ALREADY_OWNED_BY_YOU,
  BUCKET_NOT_EMPTY,
  TOO_MANY_BUCKETS,
  NO_SUCH_KEY,
  NO_SUCH_UPLOAD,
  NO_SUCH_VERSION,
  /** The key breaks a rule of file names; the message says which. */
  INVALID_KEY,
  KEY_TOO_LONG,
  /** {@code a} against {@code a/b}: one name can't be a file and a directory at once. */
  KEY_CONFLICT,
  /** A key that ends in a slash names a directory, which can't hold this content. */
  DIRECTORY_OBJECT_CONTAINS_DATA,

  // Conditions and ranges.
  PRECONDITION_FAILED,
  NOT_MODIFIED,
  CONDITIONAL_REQUEST_CONFLICT,
  INVALID_RANGE,

  // Bodies.
  MISSING_CONTENT_LENGTH,
  INCOMPLETE_BODY,
  ENTITY_TOO_LARGE,
  ENTITY_TOO_SMALL,
  METADATA_TOO_LARGE,
  BAD_DIGEST,
  INVALID_DIGEST,
  CONTENT_SHA256_MISMATCH,
  INVALID_CHUNK_SIZE,
  MALFORMED_TRAILER,
  MALFORMED_XML,
  REQUEST_TIMEOUT,
  CLIENT_GONE,

  // Multipart.
  INVALID_PART,
  INVALID_PART_ORDER,
  INVALID_PART_NUMBER,

  // Arguments.
  INVALID_ARGUMENT,
  INVALID_REQUEST,
  /** A client's token was used before, for another request. */
  IDEMPOTENCY_PARAMETER_MISMATCH,
  INVALID_URI,
  INVALID_LOCATION_CONSTRAINT,
  NOT_IMPLEMENTED,
  METHOD_NOT_ALLOWED,
  REQUEST_HEADER_SECTION_TOO_LARGE,
  INVALID_STORAGE_CLASS,
  INVALID_TAG,
  BAD_REQUEST,

  // Forms that browsers send.
  MALFORMED_POST_REQUEST,
  MAX_POST_PRE_DATA_LENGTH_EXCEEDED,
  INCORRECT_NUMBER_OF_FILES_IN_POST_REQUEST,
  INVALID_POLICY_DOCUMENT,

  // What a bucket is not configured to have.
  NO_SUCH_CORS_CONFIGURATION,
  NO_SUCH_LIFECYCLE_CONFIGURATION,
  SERVER_SIDE_ENCRYPTION_CONFIGURATION_NOT_FOUND,
  NO_SUCH_BUCKET_POLICY,
  NO_SUCH_PUBLIC_ACCESS_BLOCK_CONFIGURATION,
  OBJECT_LOCK_CONFIGURATION_NOT_FOUND,
  OWNERSHIP_CONTROLS_NOT_FOUND,
  REPLICATION_CONFIGURATION_NOT_FOUND,
  NO_SUCH_TAG_SET,
  NO_SUCH_WEBSITE_CONFIGURATION,

  // Who is asking.
  /** No rule of the bucket lets a page of this origin ask so. */
  CORS_FORBIDDEN,
  ACCESS_DENIED,
  ACCESS_CONTROL_LIST_NOT_SUPPORTED,
  INVALID_ACCESS_KEY_ID,
  /** Temporary keys come with a token, and nobody gives those out. */
  INVALID_TOKEN,
  SIGNATURE_DOES_NOT_MATCH,
  AUTHORIZATION_HEADER_MALFORMED,
  AUTHORIZATION_QUERY_PARAMETERS_ERROR,
  REQUEST_TIME_TOO_SKEWED,
  EXPIRED_REQUEST,
  UNSIGNED_HEADERS,
  UNSUPPORTED_SIGNATURE,

  // The state of the node or the volume.
  INSUFFICIENT_STORAGE,
  SLOW_DOWN,
  SERVICE_UNAVAILABLE,
  /** Another node owns the volume now; gateways ask that one instead, clients never see it. */
  NOT_OWNER,
  INTERNAL_ERROR
}
