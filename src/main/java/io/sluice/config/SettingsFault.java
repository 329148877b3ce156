package io.sluice.config;

/** Settings that can't be used. The message is one line: the field's path, the rule, the origin. */
public final class SettingsFault extends Exception {
  private static final long serialVersionUID = 1L;

  SettingsFault(String path, String rule, String origin) {
    super(path + ": " + rule + " (" + origin + ")");
  }

  /** A fault that shows only when a value is put to use, such as a file that can't be read. */
  public SettingsFault(String path, String rule) {
    super(path + ": " + rule);
  }

  SettingsFault(String message) {
    super(message);
  }
}
