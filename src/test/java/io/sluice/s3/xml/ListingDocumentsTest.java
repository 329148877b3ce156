package io.sluice.s3.xml;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.EntityTag;
import io.sluice.model.FileIdentity;
import io.sluice.model.ListPage;
import io.sluice.model.ListPosition;
import io.sluice.model.ListedObject;
import io.sluice.model.ObjectKey;
import io.sluice.model.Owner;
import io.sluice.model.UploadPage;
import io.sluice.model.UploadSummary;
import io.sluice.s3.ListParameters;
import io.sluice.s3.PercentCoding;
import io.sluice.s3.S3Request;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ListingDocumentsTest {
  private static final Owner OWNER = new Owner("id", "name");
  private static final String TAG = "00112233445566778899aabbccddeeff";
  private static final String STATE =
      "LastModified=1970-01-01T00:00:01.500Z, ETag=\"" + TAG + "\", Size=5, StorageClass=STANDARD";
  private static final String OWNED = "Owner[ID=id, DisplayName=name]";

  private static ListedObject object(String key) {
    return new ListedObject(
        ObjectKey.of(key), new FileIdentity(1, 5, 1_500_000_000, 0), new EntityTag(TAG));
  }

  private static ListPage page(boolean truncated, ListPosition position) {
    return new ListPage(
        List.of(object("p/a b&ü")), List.of(ObjectKey.of("p/c d/")), truncated, position);
  }

  private static ListPosition afterPrefix(String prefix) {
    return new ListPosition(ObjectKey.of(prefix), true);
  }

  @Test
  void the_older_form_names_owners_and_the_next_marker() {
    S3Request.ListObjects request =
        new S3Request.ListObjects("b", new ListParameters("p/", "/", 2, false), "p/ ");
    ByteBuffer document =
        ListObjectsDocument.bytes(request, page(true, afterPrefix("p/c d/")), OWNER);
    assertThat(XmlText.of(document))
        .isEqualTo(
            "ListBucketResult[Name=b, Prefix=p/, Delimiter=/, MaxKeys=2, IsTruncated=true,"
                + " Marker=p/ , NextMarker=p/c d/, Contents[Key=p/a b&ü, "
                + STATE
                + ", "
                + OWNED
                + "], CommonPrefixes[Prefix=p/c d/]]");
    assertThat(StandardCharsets.UTF_8.decode(document).toString())
        .contains("<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
  }

  @Test
  void without_a_delimiter_there_is_no_next_marker() {
    S3Request.ListObjects request =
        new S3Request.ListObjects("b", new ListParameters("", "", 1, false), "");
    ListPage page =
        new ListPage(
            List.of(object("a")), List.of(), true, new ListPosition(ObjectKey.of("a"), false));
    assertThat(XmlText.of(ListObjectsDocument.bytes(request, page, OWNER)))
        .contains("IsTruncated=true")
        .doesNotContain("NextMarker");
  }

  @Test
  void the_newer_form_counts_and_names_owners_when_asked() {
    ListParameters list = new ListParameters("p/", "/", 2, true);
    S3Request.ListObjectsV2 request = new S3Request.ListObjectsV2("b", list, "t1", "p/ +", true);
    ByteBuffer document =
        ListObjectsDocument.bytes(request, page(true, afterPrefix("p/c d/")), "t2", OWNER);
    assertThat(XmlText.of(document))
        .isEqualTo(
            "ListBucketResult[Name=b, Prefix=p/, Delimiter=/, MaxKeys=2, EncodingType=url,"
                + " IsTruncated=true, ContinuationToken=t1, NextContinuationToken=t2,"
                + " StartAfter=p/%20%2B, KeyCount=2, Contents[Key=p/a%20b%26%C3%BC, "
                + STATE
                + ", "
                + OWNED
                + "], CommonPrefixes[Prefix=p/c%20d/]]");
    S3Request.ListObjectsV2 plain = new S3Request.ListObjectsV2("b", list, null, "", false);
    assertThat(
            XmlText.of(
                ListObjectsDocument.bytes(plain, page(false, afterPrefix("p/c d/")), null, OWNER)))
        .contains("IsTruncated=false")
        .doesNotContain("Owner")
        .doesNotContain("Token")
        .doesNotContain("StartAfter");
  }

  @Test
  void a_page_of_nothing_is_not_truncated() {
    ListPage page = new ListPage(List.of(), List.of(), true, ListPosition.START);
    ListParameters none = new ListParameters("", "/", 0, false);
    assertThat(
            XmlText.of(
                ListObjectsDocument.bytes(
                    new S3Request.ListObjectsV2("b", none, null, "", false), page, "t", OWNER)))
        .isEqualTo(
            "ListBucketResult[Name=b, Prefix=, Delimiter=/, MaxKeys=0, IsTruncated=false,"
                + " KeyCount=0]");
    assertThat(
            XmlText.of(
                ListObjectsDocument.bytes(new S3Request.ListObjects("b", none, ""), page, OWNER)))
        .contains("IsTruncated=false")
        .doesNotContain("NextMarker");
  }

  @Test
  void the_older_form_repeats_the_prefix_as_it_was_sent() {
    ListPage nothing = new ListPage(List.of(), List.of(), false, ListPosition.START);
    for (String prefix : new String[] {"a b/%", "\n"}) {
      var request = new S3Request.ListObjects("b", new ListParameters(prefix, "", 1, true), "");
      assertThat(XmlText.of(ListObjectsDocument.bytes(request, nothing, OWNER)))
          .contains("Prefix=" + prefix + ",");
    }
    // What XML can't hold.
    for (String prefix : new String[] {"\u0001", "\uFFFE", "\uFFFF"}) {
      var request = new S3Request.ListObjects("b", new ListParameters(prefix, "", 1, true), "");
      assertThat(XmlText.of(ListObjectsDocument.bytes(request, nothing, OWNER)))
          .contains("Prefix=" + PercentCoding.encode(prefix) + ",");
    }
  }

  @Test
  void a_delimiter_of_any_kind_is_encoded_when_asked() {
    for (String delimiter : new String[] {"%", " ", "\u0001", "ab", "&"}) {
      S3Request.ListObjects request =
          new S3Request.ListObjects(
              "b", new ListParameters(delimiter, delimiter, 1, true), delimiter);
      String text =
          XmlText.of(
              ListObjectsDocument.bytes(
                  request,
                  new ListPage(
                      List.of(), List.of(ObjectKey.of(delimiter)), true, afterPrefix(delimiter)),
                  OWNER));
      String encoded = io.sluice.s3.PercentCoding.encode(delimiter);
      assertThat(text)
          .contains("Prefix=" + encoded, "Delimiter=" + encoded, "Marker=" + encoded)
          .contains("NextMarker=" + encoded, "CommonPrefixes[Prefix=" + encoded + "]");
    }
  }

  @Test
  void versions_are_the_only_ones() {
    S3Request.ListObjectVersions request =
        new S3Request.ListObjectVersions("b", new ListParameters("", "", 1, false), "k", "null");
    ListPage page =
        new ListPage(
            List.of(object("a")), List.of(), true, new ListPosition(ObjectKey.of("a"), false));
    assertThat(XmlText.of(ListVersionsDocument.bytes(request, page, OWNER)))
        .isEqualTo(
            "ListVersionsResult[Name=b, Prefix=, MaxKeys=1, KeyMarker=k, VersionIdMarker=null,"
                + " IsTruncated=true, NextKeyMarker=a, NextVersionIdMarker=null,"
                + " Version[Key=a, VersionId=null, IsLatest=true, "
                + STATE
                + ", "
                + OWNED
                + "]]");
  }

  @Test
  void uploads_are_listed() {
    S3Request.ListMultipartUploads request =
        new S3Request.ListMultipartUploads("b", new ListParameters("", "/", 5, true), "m n", "u0");
    UploadPage page =
        new UploadPage(
            List.of(new UploadSummary(ObjectKey.of("a b"), "u1", Instant.EPOCH)),
            List.of(ObjectKey.of("c d/")),
            true,
            "c d/",
            "");
    assertThat(XmlText.of(ListUploadsDocument.bytes(request, page, OWNER)))
        .isEqualTo(
            "ListMultipartUploadsResult[Bucket=b, KeyMarker=m%20n, UploadIdMarker=u0,"
                + " NextKeyMarker=c%20d/, NextUploadIdMarker=, Prefix=, Delimiter=/, MaxUploads=5,"
                + " EncodingType=url, IsTruncated=true, Upload[Key=a%20b, UploadId=u1,"
                + " Initiator[ID=id, DisplayName=name], "
                + OWNED
                + ", StorageClass=STANDARD, Initiated=1970-01-01T00:00:00.000Z],"
                + " CommonPrefixes[Prefix=c%20d/]]");
  }

  @Test
  void room_for_a_long_page_is_made_once() {
    List<ListedObject> objects =
        IntStream.range(0, 1000).mapToObj(i -> object("some/prefix/%06d".formatted(i))).toList();
    ListPage page = new ListPage(objects, List.of(), false, ListPosition.START);
    ListParameters list = new ListParameters("", "", 1000, false);
    for (ByteBuffer document :
        List.of(
            ListObjectsDocument.bytes(new S3Request.ListObjects("b", list, ""), page, OWNER),
            ListObjectsDocument.bytes(
                new S3Request.ListObjectsV2("b", list, null, "", false), page, null, OWNER),
            ListVersionsDocument.bytes(
                new S3Request.ListObjectVersions("b", list, "", ""), page, OWNER))) {
      assertThat(document.capacity()).isLessThan(document.remaining() * 5 / 4);
    }
  }

  @Test
  void keys_are_written_and_encoded_as_their_text_is() {
    String strange = "a<b>&\"c\u00fc\u4f60\ud83d\ude00 ~%/d";
    for (String key : List.of("plain/key-_.~1", strange, "tab\tand\u007f")) {
      assertThat(written(key, false))
          .isEqualTo(new XmlWriter(64).open("Key").text(key).close("Key").bytes());
      assertThat(written(key, true))
          .isEqualTo(new XmlWriter(64).element("Key", PercentCoding.encode(key)).bytes());
    }
  }

  private static byte[] written(String key, boolean urlEncoded) {
    XmlWriter xml = new XmlWriter(64);
    Elements.key(xml, "Key", ObjectKey.of(key), urlEncoded);
    return xml.bytes();
  }
}
