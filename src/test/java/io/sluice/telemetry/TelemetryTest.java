package io.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TelemetryTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  private final Telemetry telemetry = Telemetry.create("1.2.3", true, CLOCK);

  @AfterEach
  void close() {
    telemetry.close();
  }

  @Test
  void a_request_is_counted_by_operation_and_status() {
    telemetry
        .requests()
        .answered(
            new RequestRecord(
                "id",
                "::1",
                null,
                null,
                "PUT",
                "PutObject",
                "demo",
                "k",
                200,
                null,
                7,
                0,
                1_000_000));
    assertThat(telemetry.meters().scrape())
        .contains("sluice_requests_seconds_count{operation=\"PutObject\",status=\"200\"} 1")
        .contains("sluice_request_body_bytes_sum 7.0")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void a_node_is_ready_once_started_while_nothing_is_wrong() {
    NodeHealth health = telemetry.health();
    assertThat(health.isReady()).isFalse();
    health.moveTo(NodeHealth.State.READY);
    assertThat(health.isReady()).isTrue();
    health.fault("volume.demo", "its root is gone");
    assertThat(health.isReady()).isFalse();
    assertThat(health.faults()).isEqualTo(Map.of("volume.demo", "its root is gone"));
    health.recovered("volume.demo");
    assertThat(health.isReady()).isTrue();
  }

  @Test
  void a_node_that_drains_never_becomes_ready_again() {
    telemetry.health().moveTo(NodeHealth.State.DRAINING);
    telemetry.health().moveTo(NodeHealth.State.READY);
    assertThat(telemetry.health().state()).isEqualTo(NodeHealth.State.DRAINING);
  }

  @Test
  void the_board_says_what_each_topic_says_now() {
    StatusBoard board = telemetry.status();
    int[] count = {0};
    board.put("count", () -> ++count[0]);
    assertThat(board.snapshot()).containsEntry("count", 1).containsEntry("version", "1.2.3");
    assertThat(board.snapshot()).containsEntry("count", 2);
    board.remove("count");
    assertThat(board.snapshot()).doesNotContainKey("count").containsKey("started");
  }
}
