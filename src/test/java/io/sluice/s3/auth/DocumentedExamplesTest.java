package io.sluice.s3.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.s3.RequestHead;
import io.sluice.s3.RequestHead.Header;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The examples of the S3 API reference, with the signatures printed there.
 *
 * <p>Source: "Signature Calculations for the Authorization Header", "... Multiple Chunks", "...
 * Trailing Headers", "Using Query Parameters".
 */
final class DocumentedExamplesTest {
  private static final String HOST = "examplebucket.s3.amazonaws.com";
  private static final String SCOPE = "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";
  private static final Credential CREDENTIAL =
      new Credential("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

  private final SigV4 server =
      new SigV4(
          key -> key.equals(CREDENTIAL.accessKey()) ? CREDENTIAL : null,
          InstantSource.fixed(Instant.parse("2013-05-24T00:10:00Z")),
          AuthSettings.ofRegion("us-east-1"));

  @Test
  void get_object_with_a_range() {
    check(
        "GET",
        "/test.txt",
        "",
        AuthFixture.EMPTY_SHA256,
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        new Header("Range", "bytes=0-9"));
  }

  @Test
  void put_object_with_a_dollar_in_its_key() {
    PayloadPlan plan =
        check(
            "PUT",
            "/test$file.text",
            "",
            "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
            new Header("Date", "Fri, 24 May 2013 00:00:00 GMT"),
            new Header("x-amz-storage-class", "REDUCED_REDUNDANCY"));
    assertThat(plan)
        .isEqualTo(
            new PayloadPlan.Signed(
                "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"));
  }

  @Test
  void get_bucket_lifecycle_whose_query_has_no_value() {
    check(
        "GET",
        "/",
        "lifecycle",
        AuthFixture.EMPTY_SHA256,
        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
  }

  @Test
  void list_objects_with_a_query_out_of_order() {
    check(
        "GET",
        "/",
        "prefix=J&max-keys=2",
        AuthFixture.EMPTY_SHA256,
        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
  }

  @Test
  void presigned_get_object() {
    String query =
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
            + SCOPE.replace("/", "%2F")
            + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
            + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
    RequestHead head =
        new RequestHead("GET", "/test.txt", query, List.of(new Header("Host", HOST)));
    assertThat(server.authenticate(head).payload()).isEqualTo(new PayloadPlan.Unsigned());
  }

  @Test
  void the_seed_of_a_chunked_upload() {
    RequestHead head =
        chunked(
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;"
                + "x-amz-decoded-content-length;x-amz-storage-class",
            "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9");
    assertThat(server.authenticate(head).payload())
        .isInstanceOfSatisfying(
            PayloadPlan.Chunked.class, plan -> assertThat(plan.form()).isEqualTo(ChunkForm.SIGNED));
  }

  @Test
  void the_seed_of_a_chunked_upload_with_a_trailer() {
    RequestHead head =
        chunked(
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
            "content-encoding;host;x-amz-content-sha256;x-amz-date;"
                + "x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer",
            "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e");
    List<Header> headers = new ArrayList<>(head.headers());
    headers.add(new Header("x-amz-trailer", "x-amz-checksum-crc32c"));
    RequestHead announced = new RequestHead("PUT", head.rawPath(), "", headers);
    assertThat(server.authenticate(announced).payload())
        .isInstanceOfSatisfying(
            PayloadPlan.Chunked.class,
            plan -> assertThat(plan.form()).isEqualTo(ChunkForm.SIGNED_TRAILER));
  }

  private static RequestHead chunked(String payload, String signedHeaders, String signature) {
    return new RequestHead(
        "PUT",
        "/examplebucket/chunkObject.txt",
        "",
        List.of(
            new Header("Host", "s3.amazonaws.com"),
            new Header("x-amz-date", "20130524T000000Z"),
            new Header("x-amz-storage-class", "REDUCED_REDUNDANCY"),
            new Header("Content-Encoding", "aws-chunked"),
            new Header("x-amz-decoded-content-length", "66560"),
            new Header("Content-Length", "66824"),
            new Header("x-amz-content-sha256", payload),
            new Header("Authorization", authorization(signedHeaders, signature))));
  }

  private PayloadPlan check(
      String method, String path, String query, String sha256, String signature, Header... more) {
    List<Header> headers = new ArrayList<>(List.of(more));
    headers.add(new Header("Host", HOST));
    headers.add(new Header("x-amz-content-sha256", sha256));
    headers.add(new Header("x-amz-date", "20130524T000000Z"));
    String names =
        String.join(
            ";",
            new RequestHead(method, path, query, headers)
                .headers().stream().map(Header::name).sorted().toList());
    headers.add(new Header("Authorization", authorization(names, signature)));
    Authenticated answer = server.authenticate(new RequestHead(method, path, query, headers));
    assertThat(answer.accessKey()).isEqualTo(CREDENTIAL.accessKey());
    return answer.payload();
  }

  private static String authorization(String names, String signature) {
    return "AWS4-HMAC-SHA256 Credential="
        + SCOPE
        + ",SignedHeaders="
        + names
        + ",Signature="
        + signature;
  }
}
