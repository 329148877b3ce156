package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.catalog.Catalog;
import io.sluice.catalog.Credential;
import io.sluice.catalog.VolumeDefinition;
import io.sluice.config.Secret;
import io.sluice.config.Settings;
import io.sluice.files.FileSettings;
import io.sluice.files.VolumeRoot;
import io.sluice.telemetry.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pod did to one volume, and what becomes of the others. */
final class LateVolumesTest {
  @TempDir private Path temp;
  private final Vertx vertx = Vertx.vertx();
  private Telemetry telemetry;
  private VolumeDefinition volume;
  private NodeParts parts;

  @BeforeEach
  void open() throws Exception {
    Settings settings = Settings.defaults(temp);
    Catalog catalog =
        Catalog.open(settings, Credential.administrator("ROOTKEY", new Secret("not-for-print")));
    telemetry = Telemetry.create("test", false, InstantSource.system());
    volume = catalog.create("spoilt");
    parts = new NodeParts(vertx, settings, catalog, telemetry, null);
  }

  @AfterEach
  void close() throws Exception {
    done(vertx.close());
    telemetry.close();
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static Future<Void> opened(VolumeDefinition definition) {
    try (VolumeRoot _ = VolumeRoot.open(definition.root(), FileSettings.DEFAULT)) {
      return Future.succeededFuture();
    } catch (Exception failure) {
      return Future.failedFuture(failure);
    }
  }

  @Test
  void a_volume_without_room_for_staging_is_attached_once_it_has_some() throws Exception {
    Path inTheWay = Files.createFile(volume.root().resolve(".s3compat_uploads"));
    LateVolumes late = new LateVolumes(parts, LateVolumesTest::opened);
    done(late.attach(volume));
    assertThat(late.has("spoilt")).isTrue();
    assertThat(telemetry.health().warnings()).containsKey("volume.spoilt.files");
    assertThat(telemetry.health().faults()).isEmpty();
    Files.delete(inTheWay);
    Awaitility.await().until(() -> !late.has("spoilt"));
    assertThat(telemetry.health().warnings()).isEmpty();
    done(late.close());
  }

  @Test
  void a_link_in_place_of_staging_keeps_its_volume_alone() throws Exception {
    Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
    Files.createSymbolicLink(volume.root().resolve(".s3compat_uploads"), elsewhere);
    LateVolumes late = new LateVolumes(parts, LateVolumesTest::opened);
    done(late.attach(volume));
    assertThat(late.has("spoilt")).isTrue();
    assertThat(elsewhere).isEmptyDirectory();
    done(late.close());
  }

  @Test
  void what_is_no_fault_of_the_files_stops_the_start() {
    var fault = new IllegalStateException("the index is of a newer format");
    LateVolumes late = new LateVolumes(parts, definition -> Future.failedFuture(fault));
    assertThatThrownBy(() -> done(late.attach(volume))).hasCause(fault);
    assertThat(late.has("spoilt")).isFalse();
  }
}
