package io.sluice.volume;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A volume of its own for each test, with all that its owner has. */
abstract class WithOwnedVolume {
  @TempDir Path temp;
  OwnedFixture at = unopened();

  @SuppressWarnings("NullAway")
  private static OwnedFixture unopened() {
    return null;
  }

  @BeforeEach
  void open() throws Exception {
    at = new OwnedFixture(temp);
  }

  @AfterEach
  void close() {
    at.close();
  }
}
