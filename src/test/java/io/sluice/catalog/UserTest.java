package io.sluice.catalog;

import static io.sluice.model.Permission.DELETE;
import static io.sluice.model.Permission.LIST;
import static io.sluice.model.Permission.READ;
import static io.sluice.model.Permission.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.GrantSettings;
import io.sluice.config.KeySettings;
import io.sluice.config.Secret;
import io.sluice.config.SettingsFault;
import io.sluice.config.UserSettings;
import io.sluice.model.Permission;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserTest {
  private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
  private static final Credential ROOT = Credential.administrator("ROOT", new Secret("rootsecret"));

  private static final User TEAM =
      User.of(
          "team",
          new UserSettings(
              false,
              Map.of(),
              List.of(
                  new GrantSettings("models", "team/", List.of(READ, WRITE), null),
                  new GrantSettings("models", "team/in/", List.of(LIST), null),
                  new GrantSettings("*", null, List.of(READ), NOW),
                  new GrantSettings("logs", null, List.of(LIST), NOW.plusSeconds(1)))));

  @ParameterizedTest
  @CsvSource({
    "READ, models, team/a, true",
    "READ, models, team/, true",
    "READ, models, team, false",
    "READ, models, teams/a, false",
    "READ, models, '', false",
    "READ, other, team/a, false",
    "DELETE, models, team/a, false",
    "LIST, models, team/in/, true",
    "LIST, models, team/in/x, true",
    "LIST, models, team/, false",
    "LIST, models, '', false",
    "LIST, logs, '', true",
    "READ, logs, x, false",
  })
  void a_grant_covers_what_it_names_and_nothing_else(
      Permission permission, String volume, String name, boolean allowed) {
    assertThat(TEAM.may(permission, volume, name, NOW)).isEqualTo(allowed);
    assertThat(User.ADMINISTRATOR.may(permission, volume, name, NOW)).isTrue();
  }

  @Test
  void a_grant_counts_until_the_moment_it_expires() {
    assertThat(TEAM.may(READ, "any", "k", NOW.minusNanos(1))).isTrue();
    assertThat(TEAM.may(READ, "any", "k", NOW)).isFalse();
    assertThat(TEAM.sees("any", NOW.minusNanos(1))).isTrue();
    assertThat(TEAM.sees("any", NOW)).isFalse();
    assertThat(TEAM.sees("logs", NOW)).isTrue();
    assertThat(TEAM.sees("logs", NOW.plusSeconds(1))).isFalse();
  }

  @Test
  void somewhere_is_on_any_key_of_the_volume() {
    assertThat(TEAM.maySomewhere(LIST, "models", NOW)).isTrue();
    assertThat(TEAM.maySomewhere(DELETE, "models", NOW)).isFalse();
    assertThat(TEAM.maySomewhere(LIST, "other", NOW)).isFalse();
  }

  @Test
  void a_key_counts_until_it_expires_and_not_while_it_is_disabled() throws Exception {
    Secret secret = new Secret("anothersecret");
    Access access =
        Access.of(
            ROOT,
            Map.of(
                "a",
                new UserSettings(
                    false,
                    Map.of(
                        "PLAIN", new KeySettings(secret, null, false),
                        "ENDS", new KeySettings(secret, NOW, false),
                        "OFF", new KeySettings(secret, null, true)),
                    List.of())));
    assertThat(access.credential("PLAIN", NOW)).isNotNull();
    assertThat(access.credential("ENDS", NOW.minusNanos(1))).isNotNull();
    assertThat(access.credential("ENDS", NOW)).isNull();
    assertThat(access.credential("OFF", NOW)).isNull();
    assertThat(access.credential("ROOT", NOW)).isEqualTo(ROOT);
    assertThat(access.owner().displayName()).isEqualTo("administrator");
    assertThat(String.valueOf(access.credential("PLAIN", NOW))).doesNotContain("anothersecret");
  }

  @Test
  void a_user_with_the_administrators_key_is_refused() {
    UserSettings thief =
        new UserSettings(
            true, Map.of("ROOT", new KeySettings(new Secret("12345678"), null, false)), List.of());
    assertThatThrownBy(() -> Access.of(ROOT, Map.of("thief", thief)))
        .isInstanceOf(SettingsFault.class)
        .hasMessage("users.thief.keys.ROOT: is the administrator's access key already");
  }
}
