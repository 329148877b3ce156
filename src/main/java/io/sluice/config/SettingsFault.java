package io.sluice.config;

/** Settings that can't be used. The message is one line: the field's path, the rule, the origin. */
public final class SettingsFault extends Exception {
  private static final long serialVersionUID = 1L;

  SettingsFault(String path, String rule, String origin) {
    super(path + ": " + rule + " (" + origin + ")");
  }

  SettingsFault(String message) {
    super(message);
  }
}
