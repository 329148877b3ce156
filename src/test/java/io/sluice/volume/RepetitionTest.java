package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeCommand.Delete;
import io.sluice.bus.VolumeCommand.Rename;
import io.sluice.bus.VolumeReply;
import io.sluice.files.FileStatus;
import io.sluice.model.Conditions;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that come a second time to another owner, after others have written. */
class RepetitionTest {
  private static final byte[] OLD = bytes(1000, 1);
  private static final byte[] NEW = bytes(2000, 2);
  private static final ObjectKey KEY = ObjectKey.of("d/k");
  private static final ObjectKey OTHER = ObjectKey.of("d/other");

  @TempDir Path temp;
  private OwnedFixture owner;

  @BeforeEach
  void open() throws Exception {
    owner = new OwnedFixture(temp);
    owner.put("d/k", OLD);
  }

  @AfterEach
  void close() {
    owner.close();
  }

  private @Nullable FileIdentity seen() throws Exception {
    FileStatus status = owner.root.status(KEY);
    return status == null ? null : status.identity();
  }

  private Optional<Reason> repeated(Delete.Target target) {
    var reply = (VolumeReply.Deleted) owner.ask(new Delete("v", List.of(target)).asRepeated());
    return reply.outcomes().getFirst().map(refusal -> refusal.reason());
  }

  private static @Nullable Reason reason(VolumeReply reply) {
    return reply instanceof VolumeReply.Refused refused ? refused.refusal().reason() : null;
  }

  @Test
  void a_repeated_delete_removes_what_was_there_before_and_nothing_newer() throws Exception {
    var target = new Delete.Target(KEY, Conditions.NONE, seen());
    assertThat(repeated(target)).isEmpty();
    assertThat(owner.root.status(KEY)).isNull();
    assertThat(repeated(target)).as("it is gone").isEmpty();
    owner.put("d/k", NEW);
    assertThat(repeated(target)).contains(Reason.SERVICE_UNAVAILABLE);
    assertThat(owner.content("d/k")).isEqualTo(NEW);
  }

  @Test
  void a_repeated_delete_that_nobody_looked_before_removes_nothing() throws Exception {
    assertThat(repeated(new Delete.Target(KEY, Conditions.NONE)))
        .contains(Reason.SERVICE_UNAVAILABLE);
    assertThat(owner.content("d/k")).isEqualTo(OLD);
  }

  @Test
  void under_a_condition_it_matters_who_removed_it() throws Exception {
    var any = new Conditions(List.of(Conditions.ANY), List.of(), null, null);
    var target = new Delete.Target(KEY, any, seen());
    assertThat(repeated(target)).isEmpty();
    assertThat(repeated(target)).contains(Reason.SERVICE_UNAVAILABLE);
  }

  @Test
  void repeated_tags_are_recognised_and_never_set_twice() {
    var tags = new VolumeCommand.SetTags("v", KEY, Map.of("a", "1"));
    assertThat(owner.ask(tags)).isInstanceOf(VolumeReply.Committed.class);
    assertThat(owner.ask(tags.asRepeated())).isInstanceOf(VolumeReply.Committed.class);
    owner.ask(new VolumeCommand.SetTags("v", KEY, Map.of("a", "2")));
    assertThat(reason(owner.ask(tags.asRepeated()))).isEqualTo(Reason.SERVICE_UNAVAILABLE);
  }

  @Test
  void a_repeated_directory_object_is_recognised_also_under_a_condition() {
    var absent = new Conditions(List.of(), List.of(Conditions.ANY), null, null);
    var put =
        new VolumeCommand.PutDirectory(
            "v",
            ObjectKey.of("made/"),
            ObjectMetadata.NONE.withTags(Map.of("a", "1")),
            Placeholders.EMPTY_CONTENT,
            absent);
    assertThat(owner.ask(put)).isInstanceOf(VolumeReply.Committed.class);
    assertThat(owner.ask(put.asRepeated())).isInstanceOf(VolumeReply.Committed.class);
    owner.ask(new VolumeCommand.SetTags("v", ObjectKey.of("made/"), Map.of()));
    assertThat(reason(owner.ask(put.asRepeated()))).isEqualTo(Reason.SERVICE_UNAVAILABLE);
  }

  private static Rename rename(ObjectKey from, ObjectKey to, String ticket, long inode) {
    return new Rename("v", from, to, Conditions.NONE, Conditions.NONE, ticket, inode, false);
  }

  @Test
  void a_repeated_rename_does_not_take_what_was_written_since() throws Exception {
    long inode = Objects.requireNonNull(seen()).inode();
    Rename first = rename(KEY, OTHER, "first", inode);
    assertThat(owner.ask(first.asRepeated())).isInstanceOf(VolumeReply.Done.class);
    owner.put("d/k", NEW);
    assertThat(owner.ask(first.asRepeated())).isInstanceOf(VolumeReply.Done.class);
    owner.put("d/other", NEW);
    Rename second = rename(KEY, OTHER, "second", inode);
    assertThat(reason(owner.ask(second.asRepeated()))).isEqualTo(Reason.SERVICE_UNAVAILABLE);
    assertThat(owner.content("d/k")).isEqualTo(NEW);
  }
}
