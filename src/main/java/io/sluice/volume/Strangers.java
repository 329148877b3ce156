package io.sluice.volume;

/** Files of other programs in the staging folder: how many, and their bytes. */
public record Strangers(long files, long bytes) {
  static final Strangers NONE = new Strangers(0, 0);
}
