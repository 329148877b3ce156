package io.sluice.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.ObjectKey;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ContentTypesTest {
  @ParameterizedTest
  @CsvSource({
    "a.txt, text/plain",
    "dir/A.JPG, image/jpeg",
    "a.tar.gz, application/gzip",
    "model.safetensors, application/x-safetensors",
    "x.npy, application/x-numpy",
    "x.parquet, application/vnd.apache.parquet",
    "x.jsonl, application/x-ndjson",
    "README, binary/octet-stream",
    "dir.txt/README, binary/octet-stream",
    ".txt, binary/octet-stream",
    "a., binary/octet-stream",
    "a.unknown, binary/octet-stream",
    "dir/, application/x-directory",
  })
  void a_type_follows_the_extension(String key, String type) {
    assertThat(ContentTypes.of(ObjectKey.of(key))).isEqualTo(type);
  }
}
