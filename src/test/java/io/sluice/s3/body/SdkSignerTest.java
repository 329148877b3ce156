package io.sluice.s3.body;

import static io.sluice.s3.body.BodyFixture.random;
import static io.sluice.s3.body.BodyFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.Reason;
import io.sluice.s3.RequestHead;
import io.sluice.s3.RequestHead.Header;
import io.sluice.s3.auth.AuthSettings;
import io.sluice.s3.auth.Authenticated;
import io.sluice.s3.auth.Credential;
import io.sluice.s3.auth.PayloadPlan;
import io.sluice.s3.auth.SigV4;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/** What the AWS SDK's own signer sends is taken, and its damage noticed. */
final class SdkSignerTest {
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final Credential ALICE = new Credential("ALICEKEY", "alice/secret+key");
  private static final String ALPHABET =
      "abzAZ09/-._~ +%&=?#:;@$,'\"()*!<>[]{}|\\^`\u00e4\u1234\ud83d\ude00";

  private final SigV4 server = new SigV4(key -> ALICE, CLOCK, AuthSettings.ofRegion("us-east-1"));

  private static SignedRequest sign(
      SdkHttpRequest request,
      byte[] content,
      Consumer<SignRequest.Builder<AwsCredentialsIdentity>> settings) {
    return AwsV4HttpSigner.create()
        .sign(builder -> {
          builder
              .identity(AwsCredentialsIdentity.create(ALICE.accessKey(), ALICE.secretKey()))
              .request(request)
              .payload(ContentStreamProvider.fromByteArray(content))
              .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
              .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
              .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
              .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
              .putProperty(HttpSigner.SIGNING_CLOCK, CLOCK);
          settings.accept(builder);
        });
  }

  private static SdkHttpRequest.Builder put(String key, int length) {
    return SdkHttpRequest.builder()
        .method(SdkHttpMethod.PUT)
        .uri(URI.create("https://node-1.example:9000"))
        .encodedPath(SdkHttpUtils.urlEncodeIgnoreSlashes("/bucket/" + key))
        .putHeader("Host", "node-1.example:9000")
        .putHeader("Content-Length", Integer.toString(length));
  }

  private static RequestHead head(SdkHttpRequest request) {
    List<Header> headers = new ArrayList<>();
    for (Map.Entry<String, List<String>> header : request.headers().entrySet()) {
      header.getValue().forEach(value -> headers.add(new Header(header.getKey(), value)));
    }
    return new RequestHead(
        request.method().name(),
        request.encodedPath(),
        request.encodedQueryParameters().orElse(""),
        headers);
  }

  private static byte[] wire(SignedRequest signed) throws IOException {
    try (InputStream in = signed.payload().orElseThrow().newStream()) {
      return in.readAllBytes();
    }
  }

  private VerifiedBody receive(RequestHead head, byte[] wire) {
    Authenticated who = server.authenticate(head);
    BodyVerifier verifier = new BodyVerifier(BodyPlan.of(head, who.payload()), true);
    verifier.accept(BodyFixture.buffer(wire), data -> {});
    return verifier.finish();
  }

  private static String anyText(Random random, int longest) {
    int[] letters = ALPHABET.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(longest); i >= 0; i--) {
      text.appendCodePoint(letters[random.nextInt(letters.length)]);
    }
    return text.toString();
  }

  @Test
  void any_key_query_and_metadata_is_taken_in_a_header_signature() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      SdkHttpRequest request =
          put(anyText(random, 30), 0)
              .putRawQueryParameter("prefix", anyText(random, 10))
              .putRawQueryParameter("a", List.of(anyText(random, 5), anyText(random, 5)))
              .putRawQueryParameter("uploads", (String) null)
              .putHeader("x-amz-meta-spaces", "  a   b " + seed + "  ")
              .build();
      SignedRequest signed = sign(request, new byte[0], settings -> {});
      assertThat(server.authenticate(head(signed.request())).accessKey())
          .as("seed " + seed)
          .isEqualTo("ALICEKEY");
    }
  }

  @Test
  void any_key_and_query_is_taken_presigned() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      SdkHttpRequest request =
          put(anyText(random, 30), 0).putRawQueryParameter("uploadId", anyText(random, 10)).build();
      SignedRequest signed =
          sign(
              request,
              new byte[0],
              settings ->
                  settings
                      .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                      .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                      .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, Duration.ofDays(7)));
      assertThat(server.authenticate(head(signed.request())).payload())
          .as("seed " + seed)
          .isEqualTo(new PayloadPlan.Unsigned());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4096, 131_071, 131_072, 131_073, 400_000})
  void a_body_signed_in_chunks_is_taken(int size) throws IOException {
    byte[] content = random(size, size);
    SignedRequest signed = sign(put("k", size).build(), content, SdkSignerTest::chunks);
    RequestHead head = head(signed.request());
    assertThat(head.header("x-amz-content-sha256")).isEqualTo("STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
    byte[] wire = wire(signed);
    assertThat(receive(head, wire).sizeBytes()).isEqualTo(size);
    byte[] flipped = wire.clone();
    flipped[wire.length - 5] ^= 1;
    refused(Reason.SIGNATURE_DOES_NOT_MATCH, () -> receive(head, flipped));
  }

  private static void chunks(SignRequest.Builder<AwsCredentialsIdentity> settings) {
    settings
        .putProperty(AwsV4HttpSigner.CHUNK_ENCODING_ENABLED, true)
        .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, true);
  }

  private static software.amazon.awssdk.checksums.spi.ChecksumAlgorithm sdkName(
      ChecksumAlgorithm algorithm) {
    return switch (algorithm) {
      case CRC32 -> DefaultChecksumAlgorithm.CRC32;
      case CRC32C -> DefaultChecksumAlgorithm.CRC32C;
      case CRC64NVME -> DefaultChecksumAlgorithm.CRC64NVME;
      case SHA1 -> DefaultChecksumAlgorithm.SHA1;
      case SHA256 -> DefaultChecksumAlgorithm.SHA256;
    };
  }

  @ParameterizedTest
  // The SDK needs native code for CRC64NVME, whose check value holds it.
  @EnumSource(value = ChecksumAlgorithm.class, mode = EnumSource.Mode.EXCLUDE, names = "CRC64NVME")
  void a_body_with_a_trailer_is_taken_signed_and_unsigned(ChecksumAlgorithm algorithm)
      throws IOException {
    software.amazon.awssdk.checksums.spi.ChecksumAlgorithm sdkName = sdkName(algorithm);
    byte[] content = random(7, 200_000);
    for (boolean payloadSigned : new boolean[] {true, false}) {
      SignedRequest signed =
          sign(
              put("k", content.length).build(),
              content,
              settings -> {
                chunks(settings);
                settings
                    .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, payloadSigned)
                    .putProperty(AwsV4HttpSigner.CHECKSUM_ALGORITHM, sdkName);
              });
      RequestHead head = head(signed.request());
      assertThat(head.header("x-amz-content-sha256")).endsWith("-TRAILER");
      byte[] wire = wire(signed);
      VerifiedBody body = receive(head, wire);
      assertThat(body.sizeBytes()).isEqualTo(content.length);
      assertThat(body.checksum()).isNotNull().matches(sum -> sum.algorithm() == algorithm);
      byte[] flipped = wire.clone();
      flipped[1000] ^= 1;
      refused(
          payloadSigned ? Reason.SIGNATURE_DOES_NOT_MATCH : Reason.BAD_DIGEST,
          () -> receive(head, flipped));
    }
  }
}
