package io.sluice.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.files.FileSettings;
import io.sluice.files.OpenFile;
import io.sluice.files.StagedFile;
import io.sluice.files.VolumeRoot;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.Reason;
import io.sluice.model.RefusedException;
import io.sluice.s3.ByteRange;
import io.sluice.s3.auth.PayloadPlan;
import io.sluice.s3.body.BodyPlan;
import io.sluice.s3.body.BodyVerifier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyStagerTest {
  private static final String UPLOAD = "0".repeat(32);

  @TempDir private Path temp;
  private @Nullable VolumeRoot opened;

  @BeforeEach
  void open() throws Exception {
    opened =
        VolumeRoot.open(temp, new FileSettings(-1, -1, 0644, 0755, FileSettings.Durability.NONE));
    root().staging().createFolder(UPLOAD);
  }

  @AfterEach
  void close() {
    root().close();
  }

  private VolumeRoot root() {
    if (opened == null) {
      throw new IllegalStateException("not open");
    }
    return opened;
  }

  private BodyStager stager(long declaredBytes) {
    return new BodyStager(root().staging()::create, verifier(declaredBytes), 0, declaredBytes);
  }

  private static BodyVerifier verifier(long declaredBytes) {
    var plan = new BodyPlan(declaredBytes, new PayloadPlan.Unsigned(), null, null, null);
    return new BodyVerifier(plan, true);
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private byte[] staged(String name) throws IOException {
    return Files.readAllBytes(temp.resolve(".s3compat_uploads/sluice").resolve(name));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> paths = Files.walk(temp.resolve(".s3compat_uploads"))) {
      return paths.filter(Files::isRegularFile).toList();
    }
  }

  private static void assertRefused(Reason reason, Runnable work) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.refusal().reason()).isEqualTo(reason));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4095, 4096, 4097, 300_000})
  void a_body_is_staged_as_it_came_with_its_md5(int length) throws Exception {
    byte[] body = bytes(length);
    BodyStager stager = stager(length);
    for (int from = 0; from < length; from += 1000) {
      int end = Math.min(length, from + 1000);
      int middle = from + (end - from) / 3;
      stager.accept(
          List.of(
              ByteBuffer.wrap(Arrays.copyOfRange(body, from, middle)),
              ByteBuffer.wrap(body, middle, end - middle)));
    }
    BodyStager.Sealed sealed = stager.seal(ObjectMetadata.NONE);
    assertThat(staged(sealed.stagedName())).isEqualTo(body);
    String md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
    assertThat(Objects.requireNonNull(sealed.claim()).tag().value()).isEqualTo(md5);
    try (OpenFile file = root().staging().openForRead(sealed.stagedName())) {
      assertThat(file == null ? null : file.attributes().claim()).isEqualTo(sealed.claim());
    }
  }

  @Test
  void one_byte_too_many_is_refused_before_it_is_written() throws Exception {
    BodyStager stager = stager(10);
    stager.accept(List.of(ByteBuffer.wrap(bytes(10))));
    assertThatThrownBy(() -> stager.accept(List.of(ByteBuffer.wrap(bytes(1)))))
        .isInstanceOf(RefusedException.class);
    assertThat(Files.size(files().getFirst())).isEqualTo(10);
    stager.discard();
    assertThat(files()).isEmpty();
  }

  @Test
  void a_body_that_is_too_short_leaves_nothing() throws Exception {
    BodyStager stager = stager(10);
    stager.accept(List.of(ByteBuffer.wrap(bytes(9))));
    assertRefused(Reason.INCOMPLETE_BODY, () -> stager.seal(ObjectMetadata.NONE));
    stager.discard();
    stager.discard();
    assertThat(files()).isEmpty();
  }

  @Test
  void discarding_what_was_sealed_changes_nothing() throws Exception {
    BodyStager stager = stager(3);
    stager.accept(List.of(ByteBuffer.wrap(bytes(3))));
    String name = stager.seal(ObjectMetadata.NONE).stagedName();
    stager.discard();
    assertThat(staged(name)).isEqualTo(bytes(3));
  }

  @Test
  void a_part_stays_between_its_neighbours() throws Exception {
    try (StagedFile body = PartFiles.open(root(), UPLOAD, "body")) {
      body.write(0, List.of(ByteBuffer.wrap(new byte[30])));
    }
    BodyStager stager =
        new BodyStager(() -> PartFiles.open(root(), UPLOAD, "body"), verifier(10), 10, 10);
    stager.accept(List.of(ByteBuffer.wrap(bytes(10))));
    assertThatThrownBy(() -> stager.accept(List.of(ByteBuffer.wrap(bytes(1)))))
        .isInstanceOf(RefusedException.class);
    stager.discard();
    byte[] whole = staged("uploads/" + UPLOAD + "/body");
    assertThat(whole).hasSize(30);
    assertThat(Arrays.copyOfRange(whole, 10, 20)).isEqualTo(bytes(10));
    assertThat(whole[9]).isZero();
    assertThat(whole[20]).isZero();
  }

  @Test
  void a_part_of_an_upload_that_was_given_up_meanwhile_is_told_so() throws Exception {
    BodyStager stager =
        new BodyStager(() -> PartFiles.open(root(), UPLOAD, "part-1"), verifier(1), 0, 1);
    root().staging().removeFolder(UPLOAD);
    assertRefused(Reason.NO_SUCH_UPLOAD, () -> stager.accept(List.of(ByteBuffer.wrap(bytes(1)))));
    stager.discard();
    assertThat(files()).isEmpty();
  }

  @Test
  void an_object_is_copied_into_a_part_with_its_md5() throws Exception {
    byte[] content = bytes(5000);
    Files.write(temp.resolve("source"), content);
    OpenFile file = root().open(ObjectKey.of("source"));
    assertThat(file).isNotNull();
    if (file == null) {
      return;
    }
    var entry =
        new ObjectEntry(
            ObjectKey.of("source"), file.status().identity(), ObjectMetadata.NONE, null);
    var part =
        CopyWork.copyPart(
            new ObjectReads.Opened(entry, file),
            new ByteRange.Span(1000, 3000),
            root(),
            new CopyWork.PartPlace(UPLOAD, "body", 500, null));
    byte[] expected = Arrays.copyOfRange(content, 1000, 4000);
    assertThat(part.md5Hex())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(expected)));
    byte[] whole = staged("uploads/" + UPLOAD + "/body");
    assertThat(Arrays.copyOfRange(whole, 500, 3500)).isEqualTo(expected);
    assertThat(whole).hasSize(3500);
  }

  @Test
  void a_copy_of_what_changed_meanwhile_is_refused_and_leaves_nothing() throws Exception {
    Files.write(temp.resolve("source"), bytes(5000));
    OpenFile file = root().open(ObjectKey.of("source"));
    if (file == null) {
      throw new IllegalStateException("just written");
    }
    var entry =
        new ObjectEntry(
            ObjectKey.of("source"), file.status().identity(), ObjectMetadata.NONE, null);
    Files.write(temp.resolve("source"), bytes(6000));
    var source = new ObjectReads.Opened(entry, file);
    assertRefused(
        Reason.CONDITIONAL_REQUEST_CONFLICT,
        () -> CopyWork.copy(source, new CopyWork.Place(root(), 0), ObjectMetadata.NONE, null));
    assertThat(files()).isEmpty();
  }
}
