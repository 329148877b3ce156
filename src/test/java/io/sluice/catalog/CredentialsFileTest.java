package io.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsFileTest {
  @TempDir Path folder;

  @Test
  void the_first_start_makes_a_credential_that_later_starts_read_again() throws Exception {
    Path path = folder.resolve("credentials");
    CredentialsFile.Kept first = new CredentialsFile(path).readOrMake(new Random(1));
    CredentialsFile.Kept second = new CredentialsFile(path).readOrMake(new Random(2));
    assertThat(first.made()).isTrue();
    assertThat(second.made()).isFalse();
    assertThat(second.credential()).isEqualTo(first.credential());
    assertThat(first.credential().accessKey()).matches("[A-Z2-7]{20}");
    assertThat(first.credential().secret().value()).matches("[A-Za-z0-9]{40}");
  }

  @Test
  void only_the_owner_can_read_it() throws Exception {
    Path path = folder.resolve("credentials");
    new CredentialsFile(path).readOrMake(new Random(1));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  @Test
  void a_file_without_a_credential_is_refused_not_replaced() throws Exception {
    Path path = Files.writeString(folder.resolve("credentials"), "[default]\n");
    assertThatThrownBy(() -> new CredentialsFile(path).readOrMake(new Random(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds no aws_access_key_id");
    assertThat(path).hasContent("[default]\n");
  }
}
