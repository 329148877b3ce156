package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class VolumeApplierTest {
  @Test
  void the_page_says_which_fields_of_volumes_are_live() throws Exception {
    String page = Files.readString(Path.of("docs/configuration.md"));
    String section = page.substring(page.indexOf("## Changes while the node runs"));
    String row = section.lines().filter(line -> line.contains("volume-defaults")).findFirst().get();
    assertThat(VolumeApplier.FIELDS)
        .allSatisfy(field -> assertThat(row).contains("`" + field + "`"));
  }
}
