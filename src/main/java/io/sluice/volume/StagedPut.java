package io.sluice.volume;

import io.sluice.bus.ShortPut;
import io.sluice.files.StagedShort;

/**
 * A short object that was admitted and lies in staging. Closing takes the file away, unless it was
 * published, and gives back the space that was held for it.
 */
record StagedPut(ShortPut put, StagedShort file, Runnable letGo) implements AutoCloseable {
  @Override
  public void close() {
    try {
      file.close();
    } finally {
      letGo.run();
    }
  }
}
