package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static io.sluice.wire.Wire.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Listings of a bucket half written by S3 clients and half by pods, against a sorted reference. */
@ExtendWith(SharedWire.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JavaSdkListingIT {
  private static final String LISTED = "listed-volume";
  private static final List<String> NAMES =
      List.of("a", "a-b", "a.txt", "a0", "b c", "ä", "漢", "\uFF5E", "😀", "100%", "p+q", "zz");

  private final Wire wire;
  private final S3Client s3;
  private final TreeSet<String> reference =
      new TreeSet<>(Comparator.comparing(Content::utf8, Arrays::compareUnsigned));

  JavaSdkListingIT(Wire wire) {
    this.wire = wire;
    this.s3 = wire.s3();
  }

  /** What one listing gave, pages put together. */
  private record Listed(List<String> keys, List<String> prefixes, int largestPage) {}

  @BeforeAll
  void fill() throws IOException {
    s3.createBucket(r -> r.bucket(LISTED));
    Path root = wire.bucketsRoot().resolve(LISTED);
    SplittableRandom random = new SplittableRandom(20_260_101);
    for (String key : List.of("a-b", "a.txt", "a/x", "a0", "a/y/z", "a/y.z", "a/y-z")) {
      add(root, key, random.nextBoolean());
    }
    while (reference.size() < 90) {
      StringBuilder key = new StringBuilder(name(random));
      for (int depth = random.nextInt(4); depth > 0; depth--) {
        key.append('/').append(name(random));
      }
      if (isFree(key.toString())) {
        add(root, key.toString(), random.nextBoolean());
      }
    }
    // What pods wrote after the crawl looked shows within the volume's freshness.
    await()
        .untilAsserted(
            () -> assertThat(list(null, null, null, 1000).keys()).hasSize(reference.size()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void pages_of_any_size_give_every_key_once_in_byte_order(int maxKeys) {
    Listed listed = list(null, null, null, maxKeys);
    assertThat(listed.keys()).containsExactlyElementsOf(reference);
    assertThat(listed.largestPage()).isLessThanOrEqualTo(maxKeys);
    assertThat(listV1(null, null, null, maxKeys)).isEqualTo(listed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "a", "-", "%", " ", ".", "y", "/y", "😀", "no such"})
  void any_delimiter_folds_as_the_reference_does(String delimiter) {
    for (String prefix : new String[] {"", "a", "a/", "a/y", "ä", "b c/", "none"}) {
      for (int maxKeys : new int[] {1, 3, 1000}) {
        Listed listed = list(prefix, delimiter, null, maxKeys);
        assertThat(listed.keys())
            .as("keys of %s by %s", prefix, delimiter)
            .containsExactlyElementsOf(expectedKeys(prefix, delimiter));
        assertThat(listed.prefixes())
            .as("prefixes of %s by %s", prefix, delimiter)
            .containsExactlyElementsOf(expectedPrefixes(prefix, delimiter));
      }
      assertThat(listV1(prefix, delimiter, null, 2)).isEqualTo(list(prefix, delimiter, null, 2));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.txt", "a/x", "a/", "a/nothing", "b", "ä", "zzz", "\uD83D\uDE00"})
  void a_listing_starts_after_the_key_that_it_is_told(String after) {
    List<String> expected = List.copyOf(reference.tailSet(after, false));
    assertThat(list(null, null, after, 4).keys()).containsExactlyElementsOf(expected);
    assertThat(listV1(null, null, after, 4).keys()).containsExactlyElementsOf(expected);
  }

  @Test
  void no_keys_are_asked_for_and_none_are_given() {
    ListObjectsV2Response page = s3.listObjectsV2(r -> r.bucket(LISTED).maxKeys(0));
    assertThat(page.contents()).isEmpty();
    assertThat(page.keyCount()).isZero();
    assertThat(page.isTruncated()).isFalse();
    assertThat(page.maxKeys()).isZero();
  }

  @Test
  void more_than_a_thousand_keys_a_page_are_never_given() {
    assertThat(s3.listObjectsV2(r -> r.bucket(LISTED).maxKeys(5000)).maxKeys()).isEqualTo(1000);
    refused(400, "InvalidArgument", () -> s3.listObjectsV2(r -> r.bucket(LISTED).maxKeys(-1)));
  }

  @Test
  void a_token_outlives_the_key_that_it_names() {
    for (String key : List.of("token/1", "token/2", "token/3")) {
      wire.put(key, Content.utf8("x"));
    }
    ListObjectsV2Response first =
        s3.listObjectsV2(r -> r.bucket(BUCKET).prefix("token/").maxKeys(1));
    s3.deleteObject(r -> r.bucket(BUCKET).key("token/1"));
    s3.deleteObject(r -> r.bucket(BUCKET).key("token/2"));
    ListObjectsV2Response second =
        s3.listObjectsV2(r ->
            r.bucket(BUCKET).prefix("token/").continuationToken(first.nextContinuationToken()));
    assertThat(second.contents()).extracting(S3Object::key).containsExactly("token/3");
  }

  @Test
  void a_token_that_nobody_gave_is_refused() {
    String given = s3.listObjectsV2(r -> r.bucket(LISTED).maxKeys(1)).nextContinuationToken();
    char last = given.charAt(given.length() / 2);
    String bent = given.replace(last, last == 'A' ? 'B' : 'A');
    for (String token : List.of("x", "a/x", bent)) {
      refused(
          400,
          "InvalidArgument",
          () -> s3.listObjectsV2(r -> r.bucket(LISTED).continuationToken(token)));
    }
  }

  @Test
  void an_empty_token_is_the_beginning() {
    assertThat(s3.listObjectsV2(r -> r.bucket(LISTED).maxKeys(1).continuationToken("")).contents())
        .isEqualTo(s3.listObjectsV2(r -> r.bucket(LISTED).maxKeys(1)).contents());
  }

  @Test
  void entries_tell_size_tag_class_and_owner_when_asked() {
    byte[] content = wire.put("entries/one", Content.bytes(1, 1234));
    S3Object entry =
        s3.listObjectsV2(r -> r.bucket(BUCKET).prefix("entries/")).contents().getFirst();
    assertThat(entry.size()).isEqualTo(1234);
    assertThat(entry.eTag()).isEqualTo(Content.etag(content));
    assertThat(entry.storageClassAsString()).isEqualTo("STANDARD");
    assertThat(entry.owner()).isNull();
    assertThat(entry.lastModified().truncatedTo(ChronoUnit.SECONDS))
        .isEqualTo(s3.headObject(r -> r.bucket(BUCKET).key("entries/one")).lastModified());
    assertThat(
            s3.listObjectsV2(r -> r.bucket(BUCKET).prefix("entries/").fetchOwner(true))
                .contents()
                .getFirst()
                .owner()
                .id())
        .isNotBlank();
  }

  @Test
  void url_encoding_carries_what_xml_can_not() {
    String odd = "encoded/line\nbreak & <tag> é%";
    s3.putObject(r -> r.bucket(BUCKET).key(odd), RequestBody.fromString("x"));
    ListObjectsV2Response page =
        s3.listObjectsV2(r ->
            r.bucket(BUCKET)
                .prefix("encoded/line\n")
                .delimiter("&")
                .encodingType(EncodingType.URL));
    assertThat(page.prefix()).isEqualTo("encoded/line\n");
    assertThat(page.commonPrefixes())
        .extracting(prefix -> prefix.prefix())
        .containsExactly("encoded/line\nbreak &");
    assertThat(
            s3.listObjects(r -> r.bucket(BUCKET).prefix("encoded/").encodingType(EncodingType.URL))
                .contents())
        .extracting(S3Object::key)
        .containsExactly(odd);
  }

  @Test
  void an_unversioned_bucket_lists_each_object_as_its_only_version() {
    wire.put("versions/one", Content.utf8("x"));
    var versions = s3.listObjectVersions(r -> r.bucket(BUCKET).prefix("versions/")).versions();
    assertThat(versions).hasSize(1);
    assertThat(versions.getFirst().versionId()).isEqualTo("null");
    assertThat(versions.getFirst().isLatest()).isTrue();
    assertThat(versions.getFirst().key()).isEqualTo("versions/one");
  }

  @Test
  void a_prefix_below_a_file_lists_nothing() {
    wire.put("below/file", Content.utf8("x"));
    assertThat(wire.keys("below/file/file/x")).isEmpty();
    assertThat(wire.keys("below/file/")).isEmpty();
  }

  private Listed list(
      @Nullable String prefix, @Nullable String delimiter, @Nullable String after, int maxKeys) {
    List<String> keys = new ArrayList<>();
    List<String> prefixes = new ArrayList<>();
    int largest = 0;
    ListObjectsV2Request.Builder ask =
        ListObjectsV2Request.builder().bucket(LISTED).maxKeys(maxKeys);
    ask.prefix(prefix).delimiter(delimiter).startAfter(after);
    for (boolean more = true; more; ) {
      ListObjectsV2Response page = s3.listObjectsV2(ask.build());
      page.contents().forEach(object -> keys.add(object.key()));
      page.commonPrefixes().forEach(common -> prefixes.add(common.prefix()));
      int size = page.contents().size() + page.commonPrefixes().size();
      assertThat(page.keyCount()).isEqualTo(size);
      largest = Math.max(largest, size);
      more = page.isTruncated();
      assertThat(more && size == 0).as("a truncated page advances").isFalse();
      ask.continuationToken(page.nextContinuationToken());
    }
    return new Listed(keys, prefixes, largest);
  }

  private Listed listV1(
      @Nullable String prefix, @Nullable String delimiter, @Nullable String after, int maxKeys) {
    List<String> keys = new ArrayList<>();
    List<String> prefixes = new ArrayList<>();
    int largest = 0;
    String marker = after;
    for (boolean more = true; more; ) {
      String from = marker;
      ListObjectsResponse page =
          s3.listObjects(r ->
              r.bucket(LISTED).prefix(prefix).delimiter(delimiter).marker(from).maxKeys(maxKeys));
      page.contents().forEach(object -> keys.add(object.key()));
      page.commonPrefixes().forEach(common -> prefixes.add(common.prefix()));
      largest = Math.max(largest, page.contents().size() + page.commonPrefixes().size());
      more = page.isTruncated();
      // Without a delimiter S3 names no next marker: the last key is it.
      marker = page.nextMarker() == null && more ? keys.getLast() : page.nextMarker();
    }
    return new Listed(keys, prefixes, largest);
  }

  private List<String> expectedKeys(String prefix, String delimiter) {
    return reference.stream()
        .filter(key -> key.startsWith(prefix) && key.indexOf(delimiter, prefix.length()) < 0)
        .toList();
  }

  private List<String> expectedPrefixes(String prefix, String delimiter) {
    return reference.stream()
        .filter(key -> key.startsWith(prefix) && key.indexOf(delimiter, prefix.length()) >= 0)
        .map(key -> key.substring(0, key.indexOf(delimiter, prefix.length()) + delimiter.length()))
        .distinct()
        .toList();
  }

  private void add(Path root, String key, boolean byPod) throws IOException {
    if (byPod) {
      Files.createDirectories(root.resolve(key).getParent());
      Files.writeString(root.resolve(key), key);
    } else {
      s3.putObject(r -> r.bucket(LISTED).key(key), RequestBody.fromString(key));
    }
    reference.add(key);
  }

  /** Whether no other key stands in the way: one name is a file or a directory, never both. */
  private boolean isFree(String key) {
    for (String other : reference) {
      if (other.equals(key) || other.startsWith(key + "/") || key.startsWith(other + "/")) {
        return false;
      }
    }
    return true;
  }

  private static String name(SplittableRandom random) {
    return NAMES.get(random.nextInt(NAMES.size()));
  }
}
