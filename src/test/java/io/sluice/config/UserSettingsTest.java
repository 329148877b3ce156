package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.Permission;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserSettingsTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("TOKEN", "secret-of-env", "SHORT", "hunter2");

  @TempDir Path folder;

  @Test
  void users_have_keys_and_grants() throws Exception {
    Path secret = Files.writeString(folder.resolve("s"), "secret-of-file\n");
    Settings settings =
        load(
            """
            tls: {certificate: a.pem, key: b.pem}
            users:
              alice@example.com:
                administrator: true
                keys:
                  AKONE: {secret: 0012345678, expires: 2027-01-01T00:00:00Z}
                  AKTWO: {secret-env: TOKEN, disabled: true}
              bob:
                keys: {AKBOB: {secret-file: %s}}
                grants:
                  - volume: models
                    prefix: team-a/
                    allow: [read, list]
                    expires: 2027-01-01T01:00:00+01:00
                  - {volume: "*", allow: "write, delete"}
            """
                .formatted(secret));
    Instant newYear = Instant.parse("2027-01-01T00:00:00Z");
    UserSettings alice = Objects.requireNonNull(settings.users().get("alice@example.com"));
    assertThat(alice.administrator()).isTrue();
    assertThat(alice.keys().get("AKONE"))
        .isEqualTo(new KeySettings(new Secret("0012345678"), newYear, false));
    assertThat(alice.keys().get("AKTWO"))
        .isEqualTo(new KeySettings(new Secret("secret-of-env"), null, true));
    UserSettings bob = Objects.requireNonNull(settings.users().get("bob"));
    assertThat(bob.keys().get("AKBOB"))
        .isEqualTo(new KeySettings(new Secret("secret-of-file"), null, false));
    assertThat(bob.grants())
        .containsExactly(
            new GrantSettings(
                "models", "team-a/", List.of(Permission.READ, Permission.LIST), newYear),
            new GrantSettings("*", null, List.of(Permission.WRITE, Permission.DELETE), null));
    assertThat(settings.tls()).isEqualTo(new TlsSettings(Path.of("a.pem"), Path.of("b.pem")));
    assertThat(settings.toString()).doesNotContain("0012345678", "secret-of");
  }

  @Test
  void the_administrators_secret_can_lie_in_a_file_and_a_flag_beats_it() throws Exception {
    Path secret = Files.writeString(folder.resolve("s"), "secret-of-file");
    String yaml = "access-key: ADMIN\nsecret-key-file: " + secret + "\n";
    assertThat(load(yaml).secretKey()).isEqualTo(new Secret("secret-of-file"));
    Path file = Files.writeString(folder.resolve("sluice.yaml"), yaml);
    Settings flagged =
        SettingsLoader.load(
            new SettingsSources(file, Map.of(), Map.of("secret-key", "secret-of-flag")));
    assertThat(flagged.secretKey()).isEqualTo(new Secret("secret-of-flag"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "users: [a] | users: must be a mapping of fields, found a list",
        "users: {'a b': {}} | users.a b: the name must be 1 to 64 letters",
        "users: {a: {keyss: {}}} | users.a.keyss: is not a known field",
        "users: {a: {keys: {K: {secret: 12345678}}}} | users.a.keys.K: must be 3 to 128 letters",
        "users: {a: {keys: {AKA: {}}}} | users.a.keys.AKA.secret: must be given",
        "users: {a: {keys: {AKA: hunter2hunter2}}} | users.a.keys.AKA: must be a mapping of fields",
        "users: {a: {keys: {AKA: {secret: hunter2}}}}"
            + " | users.a.keys.AKA.secret: must be at least 8 characters",
        "users: {a: {keys: {AKA: {secret: hunter2hunter2, secret-env: TOKEN}}}}"
            + " | users.a.keys.AKA.secret: only one of secret, secret-env may be given",
        "users: {a: {keys: {AKA: {secret-env: hunter2hunter2}}}}"
            + " | users.a.keys.AKA.secret-env: names an environment variable that is not set",
        "users: {a: {keys: {AKA: {secret-env: SHORT}}}}"
            + " | users.a.keys.AKA.secret-env: must be at least 8 characters",
        "users: {a: {keys: {AKA: {secret-file: hunter2hunter2}}}}"
            + " | users.a.keys.AKA.secret-file: names a file that can't be read: NoSuchFile",
        "users: {a: {keys: {AKA: {secret: 12345678, expires: soon}}}}"
            + " | users.a.keys.AKA.expires: must be a time such as",
        "users: {a: {keys: {AKA: {secret: 12345678}}}, b: {keys: {AKA: {secret: 12345678}}}}"
            + " | .keys.AKA: is an access key of user",
        "users: {a: {grants: {volume: v}}} | users.a.grants: must be a single value",
        "users: {a: {grants: [v]}} | users.a.grants[0]: must be a mapping of fields",
        "users: {a: {grants: all}} | users.a.grants: must be a list of mappings",
        "users: {a: {grants: [{allow: [read]}]}} | users.a.grants[0].volume: must be given",
        "users: {a: {grants: [{volume: V, allow: [read]}]}} | users.a.grants[0].volume: the name",
        "users: {a: {grants: [{volume: vol}]}} | users.a.grants[0].allow: must name what is allowed",
        "users: {a: {grants: [{volume: vol, allow: [raed]}]}}"
            + " | users.a.grants[0].allow: must be one of read, write, list, delete",
        "tls: {key: a} | tls.certificate: must be given too",
      })
  void a_fault_names_field_and_line_and_no_secret(String yaml, String message) {
    assertThatThrownBy(() -> load("\n" + yaml))
        .isInstanceOf(SettingsFault.class)
        .hasMessageContaining(message)
        .hasMessageContaining("line 2")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void a_user_can_not_have_the_administrators_key() {
    String yaml =
        """
        access-key: AKADMIN
        secret-key: 12345678
        users:
          a:
            keys:
              AKADMIN: {secret: 12345678}
        """;
    assertThatThrownBy(() -> load(yaml))
        .hasMessageContaining("users.a.keys.AKADMIN: is the administrator's access key already")
        .hasMessageContaining("line 6");
  }

  @Test
  void files_that_were_read_are_told_also_when_they_are_missing() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("sluice.yaml"), "users: {a: {keys: {AKA: {secret-file: /none/x}}}}\n");
    Set<Path> read = new HashSet<>();
    assertThatThrownBy(
            () -> SettingsLoader.load(new SettingsSources(file, Map.of(), Map.of()), read))
        .isInstanceOf(SettingsFault.class);
    assertThat(read).containsExactlyInAnyOrder(file, Path.of("/none/x"));
  }

  @Test
  void differences_are_named_by_field() throws Exception {
    Settings one = load("users: {a: {administrator: true}}\nlimits: {max-put: 1}\n");
    Settings other = load("users: {b: {}}\nport: 1\nsecret-key: 12345678\naccess-key: AKB\n");
    assertThat(SettingsDifference.between(one, one)).isEmpty();
    assertThat(SettingsDifference.between(one, other))
        .containsExactly(
            "access-key", "limits.max-put", "port", "secret-key", "users.a", "users.b");
  }

  @Test
  void stamps_differ_once_a_file_was_changed_replaced_or_removed() throws Exception {
    Path file = Files.writeString(folder.resolve("f"), "1");
    FileStamps before = FileStamps.of(Set.of(file));
    assertThat(FileStamps.of(Set.of(file))).isEqualTo(before);
    Files.move(Files.writeString(folder.resolve("g"), "1"), folder.resolve("h"));
    Path link = Files.createSymbolicLink(folder.resolve("l"), file);
    FileStamps linked = FileStamps.of(Set.of(link));
    Files.delete(link);
    Files.createSymbolicLink(link, folder.resolve("h"));
    assertThat(FileStamps.of(Set.of(link))).isNotEqualTo(linked);
    Files.writeString(file, "12");
    assertThat(FileStamps.of(Set.of(file))).isNotEqualTo(before);
    Files.delete(file);
    assertThat(FileStamps.of(Set.of(file))).isNotEqualTo(before);
  }

  private Settings load(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("sluice.yaml"), yaml);
    return SettingsLoader.load(new SettingsSources(file, ENVIRONMENT, Map.of()));
  }
}
