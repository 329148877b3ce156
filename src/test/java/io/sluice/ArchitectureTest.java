package io.sluice;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the two tables of CONTRIBUTING.md: which room may use which room, and which library. */
class ArchitectureTest {
  private static final String BASE = "io.sluice.";

  /** Room to the rooms it may use. A room that is not here may use nothing, and fails the test. */
  private static final Map<String, Set<String>> ROOMS =
      Map.ofEntries(
          Map.entry("model", Set.of()),
          Map.entry("config", Set.of("model")),
          Map.entry("s3", Set.of("model", "config")),
          Map.entry("files", Set.of("model", "config")),
          Map.entry("index", Set.of("model", "config")),
          Map.entry("cluster", Set.of("model", "config")),
          Map.entry("bus", Set.of("model", "config")),
          Map.entry("catalog", Set.of("model", "config")),
          Map.entry("telemetry", Set.of("model", "config")),
          Map.entry("volume", Set.of("model", "config", "bus", "index", "files", "telemetry")),
          Map.entry("operation", Set.of("model", "config", "s3", "bus", "files", "catalog")),
          Map.entry(
              "http",
              Set.of("model", "config", "s3", "operation", "catalog", "telemetry", "files")),
          Map.entry("admin", Set.of("model", "config", "s3", "operation", "catalog", "telemetry")));

  /** Rooms that wire, and so may use all. */
  private static final Set<String> WIRING = Set.of("cli");

  /** Library to the rooms it may be used in. */
  private static final Map<String, Library> LIBRARIES =
      new TreeMap<>(
          Map.of(
              "RocksDB",
              new Library(packages("org.rocksdb.."), Set.of("index")),
              "Hazelcast and the cluster SPI",
              new Library(
                  packages("com.hazelcast..", "io.vertx.core.spi.cluster.."), Set.of("cluster")),
              "foreign functions",
              new Library(packages("java.lang.foreign.."), Set.of("files")),
              "java.nio.file, but for Path",
              new Library(
                  resideInAnyPackage("java.nio.file..").and(notNamed("java.nio.file.Path")),
                  Set.of("files", "config", "index", "catalog")),
              // The bus authenticates what nodes say to each other.
              "crypto",
              new Library(packages("javax.crypto.."), Set.of("s3", "catalog", "bus", "cluster")),
              "XML",
              new Library(
                  packages("javax.xml..", "org.w3c..", "org.xml.."), Set.of("s3", "catalog")),
              "HTTP of Vert.x",
              new Library(packages("io.vertx.core.http.."), Set.of("http", "admin", "telemetry")),
              "Vert.x",
              new Library(
                  packages("io.vertx..", "io.netty.."),
                  Set.of("http", "admin", "telemetry", "bus", "volume", "operation", "cluster"))));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.sluice");

  private record Library(DescribedPredicate<JavaClass> classes, Set<String> rooms) {}

  @TestFactory
  Stream<DynamicTest> a_room_uses_only_the_rooms_it_may() {
    return new TreeMap<>(ROOMS)
        .entrySet().stream()
            .map(room -> dynamicTest(room.getKey(), () -> holds(room.getKey(), room.getValue())));
  }

  @TestFactory
  Stream<DynamicTest> a_library_is_used_only_where_it_may() {
    return LIBRARIES.entrySet().stream()
        .map(library -> dynamicTest(library.getKey(), () -> holds(library.getValue())));
  }

  @Test
  void every_room_is_in_the_table() {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      if (type.getPackageName().startsWith(BASE)) {
        found.add(type.getPackageName().substring(BASE.length()).replaceAll("\\..*", ""));
      }
    }
    Set<String> known = new TreeSet<>(ROOMS.keySet());
    known.addAll(WIRING);
    assertThat(found).contains("model", "config", "cli");
    assertThat(known).containsAll(found);
  }

  private static void holds(String room, Set<String> allowed) {
    List<String> others =
        Stream.concat(ROOMS.keySet().stream(), WIRING.stream())
            .filter(other -> !other.equals(room) && !allowed.contains(other))
            .toList();
    noClasses()
        .that()
        .resideInAPackage(BASE + room + "..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(packagesOf(others)))
        .orShould()
        .dependOnClassesThat(resideInAPackage("io.sluice"))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  private static void holds(Library library) {
    List<String> others =
        ROOMS.keySet().stream().filter(room -> !library.rooms().contains(room)).toList();
    noClasses()
        .that()
        .resideInAnyPackage(packagesOf(others))
        .should()
        .dependOnClassesThat(library.classes())
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  private static String[] packagesOf(List<String> rooms) {
    return rooms.stream().map(room -> BASE + room + "..").toArray(String[]::new);
  }

  private static DescribedPredicate<JavaClass> packages(String... names) {
    return resideInAnyPackage(names).as(Arrays.toString(names));
  }

  private static DescribedPredicate<JavaClass> notNamed(String name) {
    return DescribedPredicate.describe("not " + name, type -> !type.getName().equals(name));
  }
}
