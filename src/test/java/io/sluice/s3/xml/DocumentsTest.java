package io.sluice.s3.xml;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.BucketSummary;
import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.Conditions;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.Owner;
import io.sluice.model.PartPage;
import io.sluice.model.PartSummary;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.S3Request;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DocumentsTest {
  private static final Owner OWNER = new Owner("id", "na<me");
  private static final String MD5 = "00112233445566778899aabbccddeeff";
  private static final EntityTag TAG = new EntityTag(MD5 + "-2");
  private static final ObjectKey KEY = ObjectKey.of("a/b&c");
  private static final Checksum CHECKSUM =
      new Checksum(ChecksumAlgorithm.CRC64NVME, Checksum.Type.FULL_OBJECT, "AAAAAAAAAAA=");

  @Test
  void buckets_are_listed() {
    List<BucketSummary> buckets = List.of(new BucketSummary("b1", Instant.EPOCH));
    assertThat(XmlText.of(ListBucketsDocument.bytes(OWNER, buckets, "b", "b1")))
        .isEqualTo(
            "ListAllMyBucketsResult[Owner[ID=id, DisplayName=na<me], Buckets[Bucket[Name=b1,"
                + " CreationDate=1970-01-01T00:00:00.000Z]], ContinuationToken=b1, Prefix=b]");
    assertThat(XmlText.of(ListBucketsDocument.bytes(OWNER, List.of(), "", null)))
        .isEqualTo("ListAllMyBucketsResult[Owner[ID=id, DisplayName=na<me], Buckets=]");
  }

  @Test
  void copies_tell_their_tag_and_checksum() {
    assertThat(XmlText.of(CopyDocument.ofObject(TAG, Instant.EPOCH, List.of(CHECKSUM))))
        .isEqualTo(
            "CopyObjectResult[ETag=\""
                + MD5
                + "-2\", LastModified=1970-01-01T00:00:00.000Z,"
                + " ChecksumCRC64NVME=AAAAAAAAAAA=, ChecksumType=FULL_OBJECT]");
    assertThat(XmlText.of(CopyDocument.ofPart(TAG, Instant.EPOCH, List.of())))
        .isEqualTo("CopyPartResult[ETag=\"" + MD5 + "-2\", LastModified=1970-01-01T00:00:00.000Z]");
  }

  @Test
  void deletes_tell_what_became_of_each_key() {
    List<DeleteDocument.Outcome> outcomes =
        List.of(
            new DeleteDocument.Outcome(KEY, null, null),
            new DeleteDocument.Outcome(ObjectKey.of("v"), "null", null),
            new DeleteDocument.Outcome(
                ObjectKey.of("../x"), null, new Refusal(Reason.INVALID_KEY, "No.")));
    String error = "Error[Key=../x, Code=InvalidArgument, Message=No.]";
    assertThat(XmlText.of(DeleteDocument.bytes(outcomes, false)))
        .isEqualTo(
            "DeleteResult[Deleted[Key=a/b&c], Deleted[Key=v, VersionId=null], " + error + "]");
    assertThat(XmlText.of(DeleteDocument.bytes(outcomes, true)))
        .isEqualTo("DeleteResult[" + error + "]");
  }

  @Test
  void uploads_begin_and_end() {
    S3Request.CreateMultipartUpload create =
        new S3Request.CreateMultipartUpload("b", KEY, ObjectMetadata.NONE, null, null);
    assertThat(XmlText.of(UploadDocument.created(create, "u1")))
        .isEqualTo("InitiateMultipartUploadResult[Bucket=b, Key=a/b&c, UploadId=u1]");
    S3Request.CompleteMultipartUpload complete =
        new S3Request.CompleteMultipartUpload(
            "b", KEY, "u1", Conditions.NONE, -1, Checksum.Type.COMPOSITE, List.of());
    assertThat(
            XmlText.of(UploadDocument.completed(complete, "http://h/b/a", TAG, List.of(CHECKSUM))))
        .isEqualTo(
            "CompleteMultipartUploadResult[Location=http://h/b/a, Bucket=b, Key=a/b&c, ETag=\""
                + MD5
                + "-2\", ChecksumCRC64NVME=AAAAAAAAAAA=, ChecksumType=FULL_OBJECT]");
  }

  @Test
  void parts_are_listed() {
    S3Request.ListParts request = new S3Request.ListParts("b", KEY, "u1", 3, 1, false);
    PartPage page =
        new PartPage(
            List.of(new PartSummary(4, Instant.EPOCH, MD5, 9, CHECKSUM)),
            true,
            ChecksumAlgorithm.CRC64NVME,
            Checksum.Type.FULL_OBJECT);
    String owner = "[ID=id, DisplayName=na<me]";
    assertThat(XmlText.of(ListPartsDocument.bytes(request, page, OWNER)))
        .isEqualTo(
            "ListPartsResult[Bucket=b, Key=a/b&c, UploadId=u1, Initiator"
                + owner
                + ", Owner"
                + owner
                + ", StorageClass=STANDARD, PartNumberMarker=3, NextPartNumberMarker=4,"
                + " MaxParts=1, IsTruncated=true, ChecksumAlgorithm=CRC64NVME,"
                + " ChecksumType=FULL_OBJECT, Part[PartNumber=4,"
                + " LastModified=1970-01-01T00:00:00.000Z, ETag=\""
                + MD5
                + "\", Size=9, ChecksumCRC64NVME=AAAAAAAAAAA=]]");
    PartPage none = new PartPage(List.of(), false, null, null);
    assertThat(XmlText.of(ListPartsDocument.bytes(request, none, OWNER)))
        .contains("NextPartNumberMarker=3, MaxParts=1, IsTruncated=false")
        .doesNotContain("Checksum");
  }

  @Test
  void a_bucket_says_what_it_is() {
    assertThat(XmlText.of(BucketDocuments.location("us-east-1"))).isEqualTo("LocationConstraint=");
    assertThat(XmlText.of(BucketDocuments.location("eu-1"))).isEqualTo("LocationConstraint=eu-1");
    assertThat(XmlText.of(BucketDocuments.versioning())).isEqualTo("VersioningConfiguration=");
    assertThat(XmlText.of(BucketDocuments.acl(OWNER)))
        .isEqualTo(
            "AccessControlPolicy[Owner[ID=id, DisplayName=na<me], AccessControlList[Grant["
                + "Grantee[ID=id, DisplayName=na<me], Permission=FULL_CONTROL]]]");
  }
}
