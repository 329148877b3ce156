package io.sluice.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.xml.XmlText;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ErrorTableTest {
  private static final String TABLE =
      """
      NO_SUCH_BUCKET NoSuchBucket 404
      INVALID_BUCKET_NAME InvalidBucketName 400
      BUCKET_ALREADY_EXISTS BucketAlreadyExists 409
      BUCKET_ALREADY_OWNED_BY_YOU BucketAlreadyOwnedByYou 409
      BUCKET_NOT_EMPTY BucketNotEmpty 409
      TOO_MANY_BUCKETS TooManyBuckets 400
      NO_SUCH_KEY NoSuchKey 404
      NO_SUCH_UPLOAD NoSuchUpload 404
      NO_SUCH_VERSION NoSuchVersion 404
      INVALID_KEY InvalidArgument 400
      KEY_TOO_LONG KeyTooLongError 400
      KEY_CONFLICT KeyConflict 409
      DIRECTORY_OBJECT_CONTAINS_DATA DirectoryObjectContainsData 400
      PRECONDITION_FAILED PreconditionFailed 412
      NOT_MODIFIED NotModified 304
      CONDITIONAL_REQUEST_CONFLICT ConditionalRequestConflict 409
      INVALID_RANGE InvalidRange 416
      MISSING_CONTENT_LENGTH MissingContentLength 411
      INCOMPLETE_BODY IncompleteBody 400
      ENTITY_TOO_LARGE EntityTooLarge 400
      ENTITY_TOO_SMALL EntityTooSmall 400
      METADATA_TOO_LARGE MetadataTooLarge 400
      BAD_DIGEST BadDigest 400
      INVALID_DIGEST InvalidDigest 400
      CONTENT_SHA256_MISMATCH XAmzContentSHA256Mismatch 400
      INVALID_CHUNK_SIZE InvalidChunkSizeError 400
      MALFORMED_TRAILER MalformedTrailerError 400
      MALFORMED_XML MalformedXML 400
      REQUEST_TIMEOUT RequestTimeout 400
      CLIENT_GONE IncompleteBody 400
      INVALID_PART InvalidPart 400
      INVALID_PART_ORDER InvalidPartOrder 400
      INVALID_PART_NUMBER InvalidPartNumber 416
      INVALID_ARGUMENT InvalidArgument 400
      INVALID_REQUEST InvalidRequest 400
      IDEMPOTENCY_PARAMETER_MISMATCH IdempotencyParameterMismatch 400
      INVALID_URI InvalidURI 400
      INVALID_LOCATION_CONSTRAINT InvalidLocationConstraint 400
      NOT_IMPLEMENTED NotImplemented 501
      METHOD_NOT_ALLOWED MethodNotAllowed 405
      REQUEST_HEADER_SECTION_TOO_LARGE RequestHeaderSectionTooLarge 400
      INVALID_STORAGE_CLASS InvalidStorageClass 400
      INVALID_TAG InvalidTag 400
      BAD_REQUEST BadRequest 400
      MALFORMED_POST_REQUEST MalformedPOSTRequest 400
      MAX_POST_PRE_DATA_LENGTH_EXCEEDED MaxPostPreDataLengthExceededError 400
      INCORRECT_NUMBER_OF_FILES_IN_POST_REQUEST IncorrectNumberOfFilesInPostRequest 400
      INVALID_POLICY_DOCUMENT InvalidPolicyDocument 400
      NO_SUCH_CORS_CONFIGURATION NoSuchCORSConfiguration 404
      CORS_FORBIDDEN AccessForbidden 403
      NO_SUCH_LIFECYCLE_CONFIGURATION NoSuchLifecycleConfiguration 404
      SERVER_SIDE_ENCRYPTION_CONFIGURATION_NOT_FOUND ServerSideEncryptionConfigurationNotFoundError 404
      NO_SUCH_BUCKET_POLICY NoSuchBucketPolicy 404
      NO_SUCH_PUBLIC_ACCESS_BLOCK_CONFIGURATION NoSuchPublicAccessBlockConfiguration 404
      OBJECT_LOCK_CONFIGURATION_NOT_FOUND ObjectLockConfigurationNotFoundError 404
      OWNERSHIP_CONTROLS_NOT_FOUND OwnershipControlsNotFoundError 404
      REPLICATION_CONFIGURATION_NOT_FOUND ReplicationConfigurationNotFoundError 404
      NO_SUCH_TAG_SET NoSuchTagSet 404
      NO_SUCH_WEBSITE_CONFIGURATION NoSuchWebsiteConfiguration 404
      ACCESS_DENIED AccessDenied 403
      ACCESS_CONTROL_LIST_NOT_SUPPORTED AccessControlListNotSupported 400
      INVALID_ACCESS_KEY_ID InvalidAccessKeyId 403
      INVALID_TOKEN InvalidToken 400
      SIGNATURE_DOES_NOT_MATCH SignatureDoesNotMatch 403
      AUTHORIZATION_HEADER_MALFORMED AuthorizationHeaderMalformed 400
      AUTHORIZATION_QUERY_PARAMETERS_ERROR AuthorizationQueryParametersError 400
      REQUEST_TIME_TOO_SKEWED RequestTimeTooSkewed 403
      EXPIRED_REQUEST AccessDenied 403
      UNSIGNED_HEADERS AccessDenied 403
      UNSUPPORTED_SIGNATURE InvalidRequest 400
      INSUFFICIENT_STORAGE InsufficientStorage 507
      SLOW_DOWN SlowDown 503
      SERVICE_UNAVAILABLE ServiceUnavailable 503
      NOT_OWNER ServiceUnavailable 503
      INTERNAL_ERROR InternalError 500
      """;

  @ParameterizedTest
  @CsvSource(delimiter = ' ', textBlock = TABLE)
  void a_reason_has_its_code_and_status(Reason reason, String code, int status) {
    assertThat(ErrorTable.error(reason)).isEqualTo(new S3Error(code, status));
  }

  @Test
  void no_reason_is_missing_from_the_table() {
    assertThat(TABLE.lines().map(line -> Reason.valueOf(line.split(" ", -1)[0])))
        .containsExactlyInAnyOrder(Reason.values());
  }

  @Test
  void a_304_has_no_document() {
    assertThat(ErrorTable.error(Reason.NOT_MODIFIED).hasDocument()).isFalse();
    assertThat(ErrorTable.error(Reason.NO_SUCH_KEY).hasDocument()).isTrue();
  }

  @Test
  void the_document_is_that_of_s3() {
    Refusal refusal = new Refusal(Reason.NO_SUCH_KEY, "The <key> & \"that\" is gone.");
    byte[] document = ErrorTable.document(refusal, "/bucket/a%20b", "4711", "node-1");
    assertThat(new String(document, StandardCharsets.UTF_8))
        .startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>NoSuchKey</Code>");
    assertThat(XmlText.of(document))
        .isEqualTo(
            "Error[Code=NoSuchKey, Message=The <key> & \"that\" is gone., Resource=/bucket/a%20b,"
                + " RequestId=4711, HostId=node-1]");
  }

  @Test
  void the_document_says_which_region_was_expected() {
    Refusal refusal =
        new Refusal(Reason.AUTHORIZATION_HEADER_MALFORMED, "No.", Map.of(Refusal.REGION, "eu-1"));
    assertThat(XmlText.of(ErrorTable.document(refusal, "/", "4711", "node-1")))
        .isEqualTo(
            "Error[Code=AuthorizationHeaderMalformed, Message=No., Region=eu-1, Resource=/,"
                + " RequestId=4711, HostId=node-1]");
  }
}
