package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static io.sluice.wire.Wire.OTHER_BUCKET;
import static io.sluice.wire.Wire.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AccessControlPolicy;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Type;

/** Buckets, and the operations on them and on objects that are not offered. */
@ExtendWith(SharedWire.class)
final class JavaSdkBucketsIT {
  private final Wire wire;
  private final S3Client s3;

  JavaSdkBucketsIT(Wire wire) {
    this.wire = wire;
    this.s3 = wire.s3();
  }

  @Test
  void settings_that_are_so_anyway_are_taken_and_others_refused() {
    String owner = s3.getBucketAcl(r -> r.bucket(BUCKET)).owner().id();
    s3.putObject(r -> r.bucket(BUCKET).key("acl"), RequestBody.fromString("x"));
    s3.putBucketVersioning(
        r -> r.bucket(BUCKET).versioningConfiguration(v -> v.status("Suspended")));
    refused(
        501,
        "NotImplemented",
        () ->
            s3.putBucketVersioning(
                r -> r.bucket(BUCKET).versioningConfiguration(v -> v.status("Enabled"))));
    s3.putBucketAcl(r -> r.bucket(BUCKET).acl("private"));
    s3.putObjectAcl(r -> r.bucket(BUCKET).key("acl").acl("private"));
    s3.putObjectAcl(r ->
        r.bucket(BUCKET).key("acl").accessControlPolicy(p -> grants(p, owner, "FULL_CONTROL")));
    String no = "AccessControlListNotSupported";
    refused(400, no, () -> s3.putBucketAcl(r -> r.bucket(BUCKET).acl("public-read")));
    refused(400, no, () -> s3.putObjectAcl(r -> r.bucket(BUCKET).key("acl").acl("public-read")));
    refused(
        400,
        no,
        () ->
            s3.putBucketAcl(r ->
                r.bucket(BUCKET).accessControlPolicy(p -> grants(p, "another", "FULL_CONTROL"))));
    refused(
        400,
        no,
        () ->
            s3.putBucketAcl(
                r -> r.bucket(BUCKET).accessControlPolicy(p -> grants(p, owner, "READ"))));
    refused(
        404,
        "NoSuchKey",
        () -> s3.putObjectAcl(r -> r.bucket(BUCKET).key("no-such-key").acl("private")));
  }

  private static void grants(AccessControlPolicy.Builder policy, String owner, String permission) {
    policy
        .owner(o -> o.id(owner))
        .grants(
            Grant.builder()
                .grantee(g -> g.type(Type.CANONICAL_USER).id(owner))
                .permission(permission)
                .build());
  }

  @Test
  void a_bucket_is_created_as_a_directory_found_listed_and_deleted() {
    s3.createBucket(r -> r.bucket("made-by-s3"));
    assertThat(wire.bucketsRoot().resolve("made-by-s3")).isDirectory();
    s3.headBucket(r -> r.bucket("made-by-s3"));
    assertThat(s3.listBuckets().buckets())
        .extracting(Bucket::name)
        .contains("made-by-s3", BUCKET, OTHER_BUCKET)
        .isSorted();
    assertThat(s3.listBuckets().buckets()).extracting(Bucket::creationDate).doesNotContainNull();
    assertThat(s3.listBuckets().owner().id()).isNotBlank();
    s3.putObject(r -> r.bucket("made-by-s3").key("a/b"), RequestBody.fromString("x"));
    refused(409, "BucketNotEmpty", () -> s3.deleteBucket(r -> r.bucket("made-by-s3")));
    s3.deleteObject(r -> r.bucket("made-by-s3").key("a/b"));
    s3.deleteBucket(r -> r.bucket("made-by-s3"));
    refused(404, null, () -> s3.headBucket(r -> r.bucket("made-by-s3")));
    assertThat(wire.bucketsRoot().resolve("made-by-s3")).doesNotExist();
  }

  @Test
  void a_bucket_with_a_pods_file_is_not_empty() throws IOException {
    s3.createBucket(r -> r.bucket("with-pod-file"));
    Files.writeString(wire.bucketsRoot().resolve("with-pod-file/file"), "x");
    refused(409, "BucketNotEmpty", () -> s3.deleteBucket(r -> r.bucket("with-pod-file")));
    assertThat(wire.bucketsRoot().resolve("with-pod-file/file")).exists();
  }

  @Test
  void a_bucket_that_is_there_is_not_made_again() {
    s3.createBucket(r -> r.bucket("made-once"));
    S3Exception again = refused(409, null, () -> s3.createBucket(r -> r.bucket("made-once")));
    assertThat(again.awsErrorDetails().errorCode())
        .isIn("BucketAlreadyOwnedByYou", "BucketAlreadyExists");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Upper", "a_b", "ab", "a..b", "a-.b", "trailing-", "192.168.1.1"})
  void names_that_s3_refuses_are_refused(String name) throws IOException {
    // The SDK refuses them by itself, other clients ask.
    new RawRequest(wire.endpoint(), "PUT", "/" + name)
        .header("content-length", "0")
        .exchange()
        .isError(400, "InvalidBucketName");
    assertThat(wire.bucketsRoot().resolve(name)).doesNotExist();
  }

  @Test
  void what_is_not_there_has_no_location_and_can_not_be_deleted() {
    refused(404, "NoSuchBucket", () -> s3.deleteBucket(r -> r.bucket("never-made")));
    refused(404, "NoSuchBucket", () -> s3.getBucketLocation(r -> r.bucket("never-made")));
    refused(404, "NoSuchBucket", () -> s3.listObjectsV2(r -> r.bucket("never-made")));
  }

  @Test
  void the_location_is_told() {
    assertThat(s3.getBucketLocation(r -> r.bucket(BUCKET)).locationConstraintAsString())
        .isIn(null, "", "us-east-1");
  }

  @TestFactory
  Stream<DynamicTest> operations_that_are_not_offered_say_so() {
    wire.put("buckets/plain", Content.utf8("x"));
    record Call(String name, ThrowingCallable call) {}
    return Stream.of(
            new Call(
                "inventory",
                () -> s3.getBucketInventoryConfiguration(r -> r.bucket(BUCKET).id("x"))),
            new Call(
                "lock", () -> s3.getObjectLegalHold(r -> r.bucket(BUCKET).key("buckets/plain"))),
            new Call(
                "restore",
                () ->
                    s3.restoreObject(
                        r -> r.bucket(BUCKET).key("buckets/plain").restoreRequest(q -> q.days(1)))))
        .map(call ->
            DynamicTest.dynamicTest(
                call.name(), () -> refused(501, "NotImplemented", call.call())));
  }

  @TestFactory
  Stream<DynamicTest> a_setting_that_no_bucket_has_is_told_as_not_set() {
    record Call(String code, ThrowingCallable call) {}
    return Stream.of(
            new Call(
                "NoSuchLifecycleConfiguration",
                () -> s3.getBucketLifecycleConfiguration(r -> r.bucket(BUCKET))),
            new Call(
                "ServerSideEncryptionConfigurationNotFoundError",
                () -> s3.getBucketEncryption(r -> r.bucket(BUCKET))),
            new Call(
                "ObjectLockConfigurationNotFoundError",
                () -> s3.getObjectLockConfiguration(r -> r.bucket(BUCKET))),
            new Call(
                "OwnershipControlsNotFoundError",
                () -> s3.getBucketOwnershipControls(r -> r.bucket(BUCKET))),
            new Call("NoSuchBucketPolicy", () -> s3.getBucketPolicy(r -> r.bucket(BUCKET))),
            new Call("NoSuchBucketPolicy", () -> s3.getBucketPolicyStatus(r -> r.bucket(BUCKET))),
            new Call(
                "NoSuchPublicAccessBlockConfiguration",
                () -> s3.getPublicAccessBlock(r -> r.bucket(BUCKET))),
            new Call(
                "ReplicationConfigurationNotFoundError",
                () -> s3.getBucketReplication(r -> r.bucket(BUCKET))),
            new Call("NoSuchTagSet", () -> s3.getBucketTagging(r -> r.bucket(BUCKET))),
            new Call(
                "NoSuchWebsiteConfiguration", () -> s3.getBucketWebsite(r -> r.bucket(BUCKET))))
        .map(call ->
            DynamicTest.dynamicTest(call.code(), () -> refused(404, call.code(), call.call())));
  }

  @Test
  void settings_whose_answer_is_a_document_are_empty() {
    assertThat(s3.getBucketLogging(r -> r.bucket(BUCKET)).loggingEnabled()).isNull();
    assertThat(s3.getBucketAccelerateConfiguration(r -> r.bucket(BUCKET)).status()).isNull();
    assertThat(s3.getBucketRequestPayment(r -> r.bucket(BUCKET)).payerAsString())
        .isEqualTo("BucketOwner");
    assertThat(
            s3.getBucketNotificationConfiguration(r -> r.bucket(BUCKET)).hasQueueConfigurations())
        .isFalse();
  }

  @Test
  void a_delete_of_a_configuration_deletes_nothing_else() {
    s3.deleteBucketWebsite(r -> r.bucket(BUCKET));
    s3.deleteBucketReplication(r -> r.bucket(BUCKET));
    s3.deleteBucketLifecycle(r -> r.bucket(BUCKET));
    s3.headBucket(r -> r.bucket(BUCKET));
  }
}
