package io.sluice.s3.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.s3.RequestHead;
import io.sluice.s3.RequestHead.Header;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The published vectors of Signature Version 4; their source stands in the resource. */
final class PublishedVectorsTest {
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final CredentialScope SCOPE =
      new CredentialScope("20150830", "us-east-1", "service");
  private static final int FIXED_LINES = 7;

  @TestFactory
  List<DynamicTest> every_published_vector_gives_its_signature() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (List<String> lines : cases()) {
      String name = lines.get(0) + " in " + lines.get(1);
      tests.add(DynamicTest.dynamicTest(name, () -> check(lines)));
    }
    assertThat(tests).hasSize(63);
    return tests;
  }

  private static void check(List<String> lines) {
    List<Header> headers = new ArrayList<>();
    for (String line : lines.subList(FIXED_LINES, lines.size())) {
      int colon = line.indexOf(':');
      headers.add(new Header(line.substring(0, colon), line.substring(colon + 1)));
    }
    String target = lines.get(3);
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? "" : target.substring(mark + 1);
    RequestHead head = new RequestHead(lines.get(2), path, query, headers);

    List<String> signedHeaders = AuthorizationHeader.names(lines.get(4));
    String text =
        CanonicalRequest.text(head, CanonicalQuery.of(query), signedHeaders, lines.get(5));
    AmzDate time = Objects.requireNonNull(AmzDate.parse("20150830T123600Z"));
    String toSign = SigV4.stringToSign(time, SCOPE, CanonicalRequest.hash(text));

    assertThat(SigningKey.derive(SECRET, SCOPE).sign(toSign)).as(text).isEqualTo(lines.get(6));
  }

  private static List<List<String>> cases() throws IOException {
    List<List<String>> cases = new ArrayList<>();
    List<String> current = new ArrayList<>();
    for (String line : resource().lines().toList()) {
      if (line.startsWith("#")) {
        continue;
      }
      if (!line.isEmpty()) {
        current.add(line);
      } else if (!current.isEmpty()) {
        cases.add(current);
        current = new ArrayList<>();
      }
    }
    return cases;
  }

  private static String resource() throws IOException {
    try (InputStream in = PublishedVectorsTest.class.getResourceAsStream("sigv4-vectors.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), ISO_8859_1);
    }
  }
}
