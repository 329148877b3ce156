package io.sluice.config;

/**
 * A secret that shows itself only when asked by name.
 *
 * @param value at least 8 characters
 */
public record Secret(String value) {
  public Secret {
    if (value.length() < 8) {
      throw new IllegalArgumentException("must be at least 8 characters long");
    }
  }

  @Override
  public String toString() {
    return "Secret[hidden]";
  }
}
