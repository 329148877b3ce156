package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.sluice.bus.VolumeCommand.Rename;
import io.sluice.bus.VolumeReply;
import io.sluice.index.IndexSettings;
import io.sluice.index.VolumeIndex;
import io.sluice.model.Conditions;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Renames that come again to the next owner, and which of several that ask for the same was it. */
class RenameTakeoverTest {
  private static final ObjectKey FROM = ObjectKey.of("d/from");
  private static final ObjectKey TO = ObjectKey.of("d/to");

  @TempDir Path temp;
  private final List<OwnedFixture> owners = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    take().put("d/from", bytes(100, 1));
  }

  @AfterEach
  void close() {
    owners.forEach(OwnedFixture::close);
  }

  /** The next epoch's owner; those before never hear of it. */
  private OwnedFixture take() throws Exception {
    long epoch = owners.size() + 1L;
    Path data = Files.createDirectories(temp.resolve("node" + epoch));
    owners.add(new OwnedFixture(data, temp.resolve("tree"), new HeldTenure(epoch)));
    return owner();
  }

  private OwnedFixture owner() {
    return owners.getLast();
  }

  private long inode(ObjectKey key) throws Exception {
    return Objects.requireNonNull(owner().root.status(key)).identity().inode();
  }

  private Rename rename(ObjectKey from, ObjectKey to, String ticket, long inode) {
    return new Rename("v", from, to, Conditions.NONE, Conditions.NONE, ticket, inode, false);
  }

  private @Nullable Reason again(Rename rename) {
    return owner().ask(rename.asRepeated()) instanceof VolumeReply.Refused refused
        ? refused.refusal().reason()
        : null;
  }

  @Test
  void only_the_one_that_was_carried_out_is_recognised() throws Exception {
    Rename done = rename(FROM, TO, "done", inode(FROM));
    Rename late = rename(FROM, TO, "late", inode(FROM));
    assertThat(owner().ask(done)).isInstanceOf(VolumeReply.Done.class);
    take();
    assertThat(again(late)).as("another has done it").isEqualTo(Reason.SERVICE_UNAVAILABLE);
    assertThat(again(done)).isNull();
    assertThat(owner().content("d/to")).isEqualTo(bytes(100, 1));
  }

  @Test
  void what_the_next_owner_did_itself_is_nobody_elses() throws Exception {
    Rename first = rename(FROM, TO, "first", inode(FROM));
    Rename second = rename(FROM, TO, "second", inode(FROM));
    take();
    assertThat(again(first)).as("carried out now").isNull();
    assertThat(again(second)).isEqualTo(Reason.SERVICE_UNAVAILABLE);
    take();
    assertThat(again(second)).isEqualTo(Reason.SERVICE_UNAVAILABLE);
    assertThat(again(first)).as("an owner later").isNull();
  }

  @Test
  void the_last_of_several_moves_of_a_file_counts() throws Exception {
    long inode = inode(FROM);
    Rename there = rename(FROM, TO, "there", inode);
    owner().ask(there);
    owner().ask(rename(TO, FROM, "back", inode));
    take().ask(rename(FROM, TO, "there again", inode));
    take();
    assertThat(again(there)).isEqualTo(Reason.SERVICE_UNAVAILABLE);
  }

  @Test
  void so_is_the_rename_of_a_prefix() throws Exception {
    ObjectKey directory = ObjectKey.of("d/");
    ObjectKey other = ObjectKey.of("e/");
    long inode = inode(directory);
    owner().ask(rename(directory, other, "done", inode));
    take();
    assertThat(again(rename(directory, other, "late", inode)))
        .isEqualTo(Reason.SERVICE_UNAVAILABLE);
    assertThat(again(rename(directory, other, "done", inode))).isNull();
    assertThat(owner().content("e/from")).isEqualTo(bytes(100, 1));
  }

  /** Else it could not be opened again by the same process, as long as that lives. */
  @Test
  void a_lease_lost_during_the_rename_of_a_prefix_leaves_no_lock_on_the_index() throws Exception {
    Path data = Files.createDirectories(temp.resolve("loser"));
    Tenure untilRenamed = new UntilThere(9, temp.resolve("tree/new"));
    OwnedFixture loser = new OwnedFixture(data, temp.resolve("tree"), untilRenamed);
    loser.put("top/old/a", bytes(100, 1)); // So that top/ is S3's, and to be removed.
    loser.keys();
    VolumeReply reply = loser.ask(rename(ObjectKey.of("top/old/"), ObjectKey.of("new/"), "t", 0));
    assertThat(reply).isEqualTo(new VolumeReply.NotOwner(9));
    loser.close();
    assertThatCode(() -> VolumeIndex.open(loser.indexDirectory, IndexSettings.DEFAULT).close())
        .doesNotThrowAnyException();
  }

  /** A tenure that ends when something has its name. */
  private record UntilThere(long epoch, Path name) implements Tenure {
    @Override
    public void prove() {
      if (Files.exists(name)) {
        throw Refusal.exception(Reason.NOT_OWNER, "The lease ran out.");
      }
    }
  }

  @Test
  void notes_that_are_torn_or_gone_make_the_outcome_unknown() throws Exception {
    Rename done = rename(FROM, TO, "done", inode(FROM));
    owner().ask(done);
    Path ring = temp.resolve("tree/.sluice/renames/1");
    try (var file = new RandomAccessFile(ring.toFile(), "rw")) {
      file.seek(60);
      file.write(1);
    }
    take();
    assertThat(again(done)).isEqualTo(Reason.SERVICE_UNAVAILABLE);
    Files.delete(ring);
    assertThat(again(done)).isEqualTo(Reason.SERVICE_UNAVAILABLE);
  }

  @Test
  void where_nothing_can_be_noted_renames_go_on() throws Exception {
    Files.createDirectories(temp.resolve("tree/.sluice"));
    Files.writeString(temp.resolve("tree/.sluice/renames"), "in the way");
    assertThat(owner().ask(rename(FROM, TO, "done", inode(FROM))))
        .isInstanceOf(VolumeReply.Done.class);
  }

  @Test
  void the_ring_goes_round_and_old_ones_go() throws Exception {
    long inode = inode(FROM);
    for (int i = 0; i <= RenameNotes.SLOTS; i++) {
      boolean forth = i % 2 == 0;
      owner().ask(rename(forth ? FROM : TO, forth ? TO : FROM, "move" + i, inode));
    }
    Path rings = temp.resolve("tree/.sluice/renames");
    assertThat(Files.size(rings.resolve("1"))).isEqualTo(40L * (RenameNotes.SLOTS + 1));
    take();
    assertThat(again(rename(FROM, TO, "move" + RenameNotes.SLOTS, inode))).isNull();
    for (int i = 0; i < 12; i++) {
      boolean back = i % 2 == 0;
      take().ask(rename(back ? TO : FROM, back ? FROM : TO, "take" + i, inode));
    }
    try (Stream<Path> left = Files.list(rings)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("6", "7", "8", "9", "10", "11", "12", "13", "14");
    }
  }
}
