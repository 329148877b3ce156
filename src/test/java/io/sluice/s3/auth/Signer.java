package io.sluice.s3.auth;

import io.sluice.s3.RequestHead;
import io.sluice.s3.RequestHead.Header;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Signs requests as a client does, for tests. It shares the canonical request with the server,
 * which published vectors and the AWS SDK's own signer hold in place.
 */
public final class Signer {
  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Credential credential;
  private final String timestamp;
  private final CredentialScope scope;

  /** A signed head, and the seed of the chunks that may follow it. */
  public record Signed(RequestHead head, ChunkSeed seed) {}

  public Signer(Credential credential, String region, Instant time) {
    this(credential, region, BASIC.format(time));
  }

  Signer(Credential credential, String region, String timestamp) {
    this.credential = credential;
    this.timestamp = timestamp;
    this.scope = new CredentialScope(timestamp.substring(0, 8), region, "s3");
  }

  /** Adds date, payload hash and Authorization; signs all headers of the request. */
  public Signed sign(RequestHead request, String payloadHash) {
    List<Header> headers = new ArrayList<>(request.headers());
    headers.add(new Header("x-amz-date", timestamp));
    headers.add(new Header("x-amz-content-sha256", payloadHash));
    RequestHead dated = with(request, request.rawQuery(), headers);
    List<String> names = names(dated);
    ChunkSeed seed = seed(dated, names, payloadHash);
    headers.add(new Header("authorization", authorization(names, seed.signature())));
    return new Signed(with(request, request.rawQuery(), headers), seed);
  }

  public String authorization(List<String> names, String signature) {
    return "AWS4-HMAC-SHA256 Credential="
        + credential.accessKey()
        + "/"
        + scope.text()
        + ", SignedHeaders="
        + String.join(";", names)
        + ", Signature="
        + signature;
  }

  /** Signs in the query, as a URL that anyone may use until it expires. */
  public Signed presign(RequestHead request, Duration life) {
    List<String> names = names(request);
    String query =
        (request.rawQuery().isEmpty() ? "" : request.rawQuery() + "&")
            + "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
            + encode(credential.accessKey() + "/" + scope.text())
            + "&X-Amz-Date="
            + timestamp
            + "&X-Amz-Expires="
            + life.toSeconds()
            + "&X-Amz-SignedHeaders="
            + encode(String.join(";", names));
    return finish(with(request, query, request.headers()));
  }

  /** Signs a presigned query that lacks only its signature. */
  Signed finish(RequestHead unsigned) {
    CanonicalQuery query = CanonicalQuery.of(unsigned.rawQuery());
    String inQuery = query.value("X-Amz-Content-Sha256");
    String inHeader = unsigned.header("x-amz-content-sha256");
    String payload = inQuery != null ? inQuery : inHeader != null ? inHeader : "UNSIGNED-PAYLOAD";
    String signed = query.value("X-Amz-SignedHeaders");
    ChunkSeed seed =
        seed(unsigned, AuthorizationHeader.names(signed == null ? "" : signed), payload);
    String rawQuery = unsigned.rawQuery() + "&X-Amz-Signature=" + seed.signature();
    return new Signed(with(unsigned, rawQuery, unsigned.headers()), seed);
  }

  private ChunkSeed seed(RequestHead head, List<String> names, String payloadHash) {
    String text =
        CanonicalRequest.text(head, CanonicalQuery.of(head.rawQuery()), names, payloadHash);
    AmzDate time = new AmzDate(timestamp, Instant.EPOCH);
    SigningKey key = SigningKey.derive(credential.secretKey(), scope);
    String signature = key.sign(SigV4.stringToSign(time, scope, CanonicalRequest.hash(text)));
    return new ChunkSeed(signature, key, scope, timestamp);
  }

  private static List<String> names(RequestHead head) {
    TreeSet<String> names = new TreeSet<>();
    head.headers().forEach(header -> names.add(header.name().toLowerCase(Locale.ROOT)));
    return List.copyOf(names);
  }

  private static RequestHead with(RequestHead head, String query, List<Header> headers) {
    return new RequestHead(head.method(), head.rawPath(), query, headers);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
