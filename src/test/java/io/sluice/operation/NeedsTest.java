package io.sluice.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.s3.RequestHead;
import io.sluice.s3.RequestRouter;
import io.sluice.s3.RoutingSettings;
import io.sluice.s3.S3Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NeedsTest {
  private static final RequestRouter ROUTER = new RequestRouter(new RoutingSettings(List.of()));

  /** Request, headers, operation, and what it needs. */
  private static final String TABLE =
      """
      GET /                         |                            | ListBuckets             |
      GET /b?x-id                   |                            | ListObjects             | list b ''
      PUT /b                        |                            | CreateBucket            | administrator
      DELETE /b                     |                            | DeleteBucket            | administrator
      PUT /b?cors                   |                            | PutBucketCors           | administrator
      DELETE /b?cors                |                            | DeleteBucketCors        | administrator
      PUT /b?tagging                |                            | PutBucketTagging        | administrator
      DELETE /b?tagging             |                            | DeleteBucketTagging     | administrator
      DELETE /b?lifecycle           |                            | DeleteUnset             | administrator
      PUT /b?versioning             |                            | PutBucketVersioning     | administrator
      PUT /b?acl                    |                            | PutBucketAcl            | administrator
      PUT /b?policy                 |                            | NotOffered              |
      GET /b?location               |                            | GetBucketLocation       | anything b
      GET /b?versioning             |                            | GetBucketVersioning     | anything b
      GET /b?acl                    |                            | GetBucketAcl            | anything b
      GET /b?lifecycle              |                            | GetUnset                | anything b
      GET /b?tagging                |                            | GetBucketTagging        | anything b
      GET /b?cors                   |                            | GetBucketCors           | anything b
      HEAD /b                       |                            | HeadBucket              | somewhere list b
      GET /b?prefix=p/q             |                            | ListObjects             | list b 'p/q'
      GET /b?list-type=2&prefix=p   |                            | ListObjectsV2           | list b 'p'
      GET /b?versions&prefix=p      |                            | ListObjectVersions      | list b 'p'
      GET /b?uploads&prefix=p       |                            | ListMultipartUploads    | list b 'p'
      POST /b?delete                |                            | DeleteObjects           | anything b
      HEAD /b/k                     |                            | HeadObject              | read b 'k'
      GET /b/d/k%20l                |                            | GetObject               | read b 'd/k l'
      GET /b/k?attributes           | x-amz-object-attributes: ETag | GetObjectAttributes  | read b 'k'
      GET /b/k?tagging              |                            | GetObjectTagging        | read b 'k'
      GET /b/k?acl                  |                            | GetObjectAcl            | read b 'k'
      PUT /b/k                      |                            | PutObject               | write b 'k'
      PUT /b/k                      | x-amz-copy-source: /s/o    | CopyObject              | read s 'o', write b 'k'
      PUT /b/k?tagging              |                            | PutObjectTagging        | write b 'k'
      DELETE /b/k?tagging           |                            | DeleteObjectTagging     | write b 'k'
      PUT /b/k?acl                  |                            | PutObjectAcl            | write b 'k'
      PUT /b/k?renameObject         | x-amz-rename-source: o     | RenameObject            | read b 'o', delete b 'o', write b 'k'
      POST /b/k?uploads             |                            | CreateMultipartUpload   | write b 'k'
      PUT /b/k?uploadId=1&partNumber=1 |                         | UploadPart              | write b 'k'
      PUT /b/k?uploadId=1&partNumber=1 | x-amz-copy-source: /s/o | UploadPartCopy          | read s 'o', write b 'k'
      POST /b/k?uploadId=1          |                            | CompleteMultipartUpload | write b 'k'
      DELETE /b/k?uploadId=1        |                            | AbortMultipartUpload    | write b 'k'
      GET /b/k?uploadId=1           |                            | ListParts               | list or write b 'k'
      DELETE /b/k                   |                            | DeleteObject            | delete b 'k'
      """;

  private static Stream<List<String>> rows() {
    return TABLE
        .replace("/b", "/bkt")
        .replace("/s/o", "/src/o")
        .replaceAll(" b\\b", " bkt")
        .replaceAll(" s '", " src '")
        .lines()
        .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList());
  }

  private static S3Request request(List<String> row) {
    String line = row.getFirst();
    int space = line.indexOf(' ');
    int question = line.indexOf('?') < 0 ? line.length() : line.indexOf('?');
    List<RequestHead.Header> headers = new ArrayList<>();
    headers.add(new RequestHead.Header("host", "h"));
    if (!row.get(1).isEmpty()) {
      String[] header = row.get(1).split(": ", 2);
      headers.add(new RequestHead.Header(header[0], header[1]));
    }
    String query = question == line.length() ? "" : line.substring(question + 1);
    return ROUTER.route(
        new RequestHead(
            line.substring(0, space), line.substring(space + 1, question), query, headers));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void a_request_needs(List<String> row) {
    S3Request request = request(row);
    assertThat(request.getClass().getSimpleName()).isEqualTo(row.get(2));
    List<String> needs = Needs.of(request).stream().map(NeedsTest::text).toList();
    assertThat(String.join(", ", needs)).isEqualTo(row.get(3));
  }

  @Test
  void every_operation_is_in_the_table() {
    Set<Class<?>> tried = new HashSet<>();
    rows().forEach(row -> tried.add(request(row).getClass()));
    assertThat(tried).containsExactlyInAnyOrderElementsOf(operations(S3Request.class));
  }

  private static Set<Class<?>> operations(Class<?> type) {
    Set<Class<?>> found = new HashSet<>();
    if (!type.isSealed()) {
      found.add(type);
    } else {
      for (Class<?> inner : type.getPermittedSubclasses()) {
        found.addAll(operations(inner));
      }
    }
    return found;
  }

  private static String text(Need need) {
    return switch (need) {
      case Need.Administrator _ -> "administrator";
      case Need.Anything(String volume) -> "anything " + volume;
      case Need.Somewhere(var permission, String volume) ->
          "somewhere " + lower(permission) + " " + volume;
      case Need.OneOf(var permissions, String volume, String name) ->
          String.join(" or ", permissions.stream().map(NeedsTest::lower).sorted().toList())
              + (" " + volume + " '" + name + "'");
    };
  }

  private static String lower(Enum<?> permission) {
    return permission.name().toLowerCase(Locale.ROOT);
  }
}
