package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bus.VolumeReply;
import io.sluice.model.Conditions;
import io.sluice.model.Reason;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One name as object, prefix, link or pod's directory. */
class ConflictTest extends WithOwnedVolume {
  private static final byte[] BODY = bytes(10, 1);

  @Test
  void a_name_is_an_object_or_a_prefix() throws Exception {
    at.put("a/b", BODY);
    for (String key : List.of("a", "a/b/c", "a/b/c/d")) {
      assertThat(at.reason(at.put(key, BODY))).as(key).isEqualTo(Reason.KEY_CONFLICT);
      assertThat(at.refused(at.commit(key, BODY, Conditions.NONE, 0)))
          .as(key)
          .isEqualTo(Reason.KEY_CONFLICT);
      assertThat(at.refused(at.commit(key, BODY, MultipartTest.absent(), 0)))
          .as(key)
          .isEqualTo(Reason.KEY_CONFLICT);
    }
    assertThat(at.reason(at.putDirectory("a/b/"))).isEqualTo(Reason.KEY_CONFLICT);
    assertThat(at.reason(at.putDirectory("a/b/c/"))).isEqualTo(Reason.KEY_CONFLICT);
    assertThat(at.content("a/b")).isEqualTo(BODY);
  }

  @Test
  void no_path_leads_through_a_link() throws Exception {
    Path outside = Files.createDirectories(temp.resolve("outside"));
    at.put("d/x", BODY);
    Files.createSymbolicLink(at.tree.resolve("out"), outside);
    Files.createSymbolicLink(at.tree.resolve("in"), Path.of("d"));
    for (String key : List.of("out/x", "in/x", "in/new/x", "in/", "in/new/")) {
      VolumeReply reply = key.endsWith("/") ? at.putDirectory(key) : at.put(key, BODY);
      assertThat(at.reason(reply)).as(key).isEqualTo(Reason.KEY_CONFLICT);
      assertThat(at.delete(key)).as(key).isNull();
    }
    assertThat(at.refused(at.commit("out/y", BODY, Conditions.NONE, 0)))
        .isEqualTo(Reason.KEY_CONFLICT);
    assertThat(outside).isEmptyDirectory();
    assertThat(at.content("d/x")).isEqualTo(BODY);
    assertThat(Files.isSymbolicLink(at.tree.resolve("in"))).isTrue();
  }

  @Test
  void a_pods_link_or_pipe_is_not_replaced() throws Exception {
    Files.createSymbolicLink(at.tree.resolve("link"), Path.of("somewhere"));
    assertThat(OwnedFixture.shell("mkfifo", at.tree.resolve("pipe").toString())).isZero();
    for (String key : List.of("link", "pipe")) {
      assertThat(at.reason(at.put(key, BODY))).as(key).isEqualTo(Reason.KEY_CONFLICT);
      assertThat(at.refused(at.commit(key, BODY, Conditions.NONE, 0)))
          .as(key)
          .isEqualTo(Reason.KEY_CONFLICT);
      assertThat(at.delete(key)).as(key).isNull();
      assertThat(Files.exists(at.tree.resolve(key), LinkOption.NOFOLLOW_LINKS)).isTrue();
    }
  }

  @Test
  void deleting_what_conflicts_is_fine_and_removes_nothing() throws Exception {
    at.put("a/b", BODY);
    assertThat(at.delete("a")).isNull();
    assertThat(at.delete("a/b/c")).isNull();
    assertThat(at.delete("a/b/")).isNull();
    assertThat(at.delete("a/")).isNull();
    assertThat(at.delete("none")).isNull();
    assertThat(at.delete("x".repeat(300))).isNull();
    assertThat(at.delete("../x")).isNull();
    assertThat(at.delete(".s3compat_uploads/")).isNull();
    assertThat(at.keys()).containsExactly("a/b");
  }

  @Test
  void a_pods_directory_survives_its_last_object() throws Exception {
    Files.createDirectories(at.tree.resolve("pod"));
    at.put("pod/ours/x", BODY);
    at.delete("pod/ours/x");
    assertThat(at.tree.resolve("pod/ours")).doesNotExist();
    assertThat(at.tree.resolve("pod")).isEmptyDirectory();
    assertThat(at.keys()).containsExactly("pod/");
  }

  @Test
  void directories_of_ours_go_with_their_last_object() throws Exception {
    at.put("a/b/c/x", BODY);
    at.put("a/y", BODY);
    at.delete("a/b/c/x");
    assertThat(at.tree.resolve("a/b")).doesNotExist();
    at.delete("a/y");
    assertThat(at.tree.resolve("a")).doesNotExist();
    assertThat(at.keys()).isEmpty();
  }

  @Test
  void a_directory_object_stays_until_it_is_deleted_itself() throws Exception {
    at.putDirectory("d/e/");
    at.put("d/e/x", BODY);
    at.delete("d/e/x");
    assertThat(at.keys()).containsExactly("d/e/");
    assertThat(at.lookup("d/e/").entry()).isNotNull();
    at.delete("d/e/");
    assertThat(at.keys()).isEmpty();
    assertThat(at.tree.resolve("d")).doesNotExist();
  }

  @Test
  void a_directory_object_that_is_not_empty_stops_being_one() throws Exception {
    at.putDirectory("d/");
    at.put("d/x", BODY);
    assertThat(at.keys()).containsExactly("d/", "d/x");
    at.delete("d/");
    assertThat(at.keys()).containsExactly("d/x");
    at.delete("d/x");
    assertThat(at.tree.resolve("d")).doesNotExist();
  }

  @Test
  void what_was_committed_is_what_the_listing_and_the_lookup_say() throws Exception {
    VolumeReply.Committed put = (VolumeReply.Committed) at.put("k", BODY);
    assertThat(at.lookup("k").entry()).isEqualTo(put.entry());
    VolumeReply.Committed made = (VolumeReply.Committed) at.putDirectory("d/");
    assertThat(at.lookup("d/").entry()).isEqualTo(made.entry());
    at.restartWithoutIndex();
    assertThat(at.lookup("k").entry()).isEqualTo(put.entry());
    assertThat(at.lookup("d/").entry()).isEqualTo(made.entry());
  }

  @Test
  void a_staged_file_that_is_gone_is_no_missing_parent() throws Exception {
    var commit = at.commit("d/k", BODY, Conditions.NONE, 0);
    at.root.staging().remove(commit.stagedName());
    assertThat(at.refused(commit)).isEqualTo(Reason.SERVICE_UNAVAILABLE);
  }
}
