package io.sluice.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectEntry;
import io.sluice.model.PartLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DoubtedClaimTest extends HashingFixture {
  @Test
  void a_change_of_mode_shows_a_version_tag_until_the_content_is_confirmed() throws Exception {
    byte[] content = OwnedFixture.bytes(100, 1);
    ObjectEntry put = put("a", content, plain(content));
    changeMode("a");
    ObjectEntry doubted = current("a");
    assertThat(doubted.tag().isVersion()).isTrue();
    assertThat(doubted.doubted()).isEqualTo(put.claim());
    assertThat(doubted.hasTag(md5(content).value())).as("not for conditions either").isFalse();
    assertThat(volume.entries().getFirst().tag()).isEqualTo(doubted.tag());
    hash();
    assertThat(current("a")).isEqualTo(doubted.withClaim(put.claim()));
    assertThat(current("a").hasTag(doubted.tag().value())).isTrue();
    assertThat(hashing().progress().confirmed()).isEqualTo(1);
  }

  @Test
  void several_changes_of_mode_and_a_restart_lose_no_claim() throws Exception {
    byte[] content = OwnedFixture.bytes(100, 1);
    ObjectEntry put = put("a", content, inParts(content, 40, 60));
    changeMode("a");
    changeMode("a");
    volume.restart();
    begin(BACKGROUND);
    assertThat(volume.entries().getFirst().tag().isVersion()).isTrue();
    hash();
    assertThat(current("a").claim()).isEqualTo(put.claim());
  }

  @Test
  void an_edit_whose_time_was_put_back_gets_the_tag_of_its_content() throws Exception {
    byte[] content = OwnedFixture.bytes(100, 1);
    put("a", content, plain(content));
    editAndPutTheTimeBack("a");
    hash();
    content[0] = '!';
    assertThat(current("a").claim())
        .isEqualTo(new ContentClaim(md5(content), List.of(), PartLayout.WHOLE));
    assertThat(current("a").metadata().tags()).containsEntry("a", "b");
  }

  @Test
  void a_multipart_tag_is_confirmed_part_by_part_with_its_checksums() throws Exception {
    byte[] content = OwnedFixture.bytes(2 * CHUNK + 77, 1);
    List<long[]> layouts =
        List.of(
            new long[] {content.length},
            new long[] {CHUNK, CHUNK, 77},
            new long[] {1, 2 * CHUNK, 0, 76},
            new long[] {0, content.length});
    for (int i = 0; i < layouts.size(); i++) {
      String key = "a" + i;
      ContentClaim claim = inParts(content, layouts.get(i));
      put(key, content, claim);
      changeMode(key);
      hash();
      assertThat(current(key).claim()).as(key).isEqualTo(claim);
    }
  }

  @Test
  void a_multipart_object_that_was_edited_gets_the_md5_of_the_whole() throws Exception {
    byte[] content = OwnedFixture.bytes(1000, 1);
    put("a", content, inParts(content, 600, 400));
    editAndPutTheTimeBack("a");
    hash();
    content[0] = '!';
    assertThat(current("a").claim())
        .isEqualTo(new ContentClaim(md5(content), List.of(), PartLayout.WHOLE));
  }

  @Test
  void a_multipart_object_whose_parts_are_not_known_gets_the_md5_of_the_whole() throws Exception {
    byte[] content = OwnedFixture.bytes(1000, 1);
    EntityTag tag = inParts(content, 600, 400).tag();
    put("a", content, new ContentClaim(tag, List.of(), PartLayout.WHOLE));
    changeMode("a");
    hash();
    assertThat(current("a").tag()).isEqualTo(md5(content));
  }

  @Test
  void both_tags_of_one_state_mean_it() throws Exception {
    volume.foreign("a");
    EntityTag listed = volume.entries().getFirst().tag();
    hash();
    ObjectEntry hashed = current("a");
    assertThat(hashed.tag()).isEqualTo(md5("a".getBytes(StandardCharsets.UTF_8)));
    assertThat(hashed.hasTag(listed.value())).isTrue();
    assertThat(hashed.hasTag(hashed.tag().value())).isTrue();
  }
}
