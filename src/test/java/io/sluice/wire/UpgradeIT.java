package io.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** Nodes of another version beside those of this one: the same program under other numbers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UpgradeIT {
  private static final List<String> VOLUMES = List.of("vol-a", "vol-b", "vol-c");

  /** By these the first node owns all but the first volume, and the second one that. */
  private static final List<String> IDS = List.of("node-2", "node-1", "node-0");

  private Path home;
  private Path ownJar;
  private Cluster cluster;

  @BeforeAll
  void form(@TempDir Path temp) throws IOException {
    home = temp;
    ownJar = temp.resolve("node-0.jar");
    repack(version(), ownJar);
    for (int node = 0; node < Cluster.NODES; node++) {
      Path data = Files.createDirectories(temp.resolve("data/node-" + node));
      Files.writeString(data.resolve("node-id"), IDS.get(node) + "\n");
    }
    cluster =
        new Cluster(
            temp,
            VOLUMES,
            new Cluster.Places() {
              @Override
              public Optional<Path> jar(int node) {
                return node == 0 ? Optional.of(ownJar) : Optional.empty();
              }
            });
    cluster.awaitOwners(VOLUMES);
  }

  @AfterAll
  void end() {
    cluster.close();
  }

  private static Path jar() {
    return Path.of("target/sluice.jar");
  }

  private static String version() throws IOException {
    try (var jar = new JarFile(jar().toFile())) {
      return jar.getManifest().getMainAttributes().getValue("Implementation-Version");
    }
  }

  /** This version with so much added to its major and minor number. */
  private static String version(int majors, int minors) throws IOException {
    String[] numbers = version().split("[.]", 3);
    int major = Integer.parseInt(numbers[0]) + majors;
    return major + "." + (Integer.parseInt(numbers[1]) + minors) + ".0";
  }

  /** The program, saying that it is of another version. */
  private static void repack(String version, Path to) {
    try {
      Files.copy(jar(), to, StandardCopyOption.REPLACE_EXISTING);
      try (FileSystem inside = FileSystems.newFileSystem(to)) {
        Path path = inside.getPath("META-INF/MANIFEST.MF");
        Manifest manifest = new Manifest();
        try (var in = Files.newInputStream(path)) {
          manifest.read(in);
        }
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
        try (var out = Files.newOutputStream(path)) {
          manifest.write(out);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_node_of_the_next_minor_version_takes_part_and_another_major_does_not() throws IOException {
    String next = version(0, 1);
    try (SteadyClients steady = new SteadyClients(cluster.server(1).endpoint(), "vol-a")) {
      steady.awaitMore();
      assertThat(cluster.server(0).terminate()).as(cluster.server(0).log()).isZero();
      repack(next, ownJar);
      cluster.server(0).restart();
      cluster.awaitOwners(VOLUMES);
      assertThat(versions()).contains(version(), next);
      takesPart();
      steady.awaitMore();
      assertThat(steady.failures()).isEmpty();
      assertThat(cluster.server(0).terminate()).as(cluster.server(0).log()).isZero();
      cluster.awaitOwners(VOLUMES);
      steady.awaitMore();
      assertThat(steady.failures()).isEmpty();
    }
    assertThat(cluster.owners(1)).containsEntry("vol-b", cluster.id(2));
    assertThat(cluster.s3(1).listObjectsV2(r -> r.bucket("vol-b")).contents()).hasSize(2);
    anotherMajorIsRefused();
  }

  private Set<String> versions() {
    Set<String> versions = new TreeSet<>();
    var members = cluster.status(1).getJsonArray("members");
    for (int i = 0; i < members.size(); i++) {
      versions.add(members.getJsonObject(i).getString("version"));
    }
    return versions;
  }

  /** Owners and gateways of either version: what one writes the other reads, both ways. */
  private void takesPart() {
    assertThat(cluster.owners(1)).containsEntry("vol-a", cluster.id(1));
    assertThat(cluster.owners(1)).containsEntry("vol-b", cluster.id(0));
    for (String volume : VOLUMES) {
      for (int node : List.of(0, 1)) {
        String key = "through-" + node;
        cluster.s3(node).putObject(r -> r.bucket(volume).key(key), RequestBody.fromString(key));
        assertThat(
                cluster
                    .s3(1 - node)
                    .getObjectAsBytes(r -> r.bucket(volume).key(key))
                    .asUtf8String())
            .isEqualTo(key);
      }
      assertThat(cluster.s3(0).listObjectsV2(r -> r.bucket(volume).prefix("th")).contents())
          .hasSize(2);
    }
  }

  private void anotherMajorIsRefused() throws IOException {
    String strange = version(1, 0);
    Path other = home.resolve("other.jar");
    repack(strange, other);
    assertThatThrownBy(() -> cluster.start("other-major", other, Map.copyOf(cluster.stranger())))
        .hasMessageContaining("version " + strange + " can't be in one cluster with version")
        .hasMessageContaining("versions may be one minor apart");
  }
}
