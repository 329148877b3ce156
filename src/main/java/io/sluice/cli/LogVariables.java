package io.sluice.cli;

import io.sluice.config.SettingsFault;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The variables that say how to log, checked before logging reads them: it takes any word, and by
 * one that it doesn't know it says nothing at all, or everything.
 */
final class LogVariables {
  private static final List<String> LEVELS =
      List.of("OFF", "ERROR", "WARN", "INFO", "DEBUG", "TRACE", "ALL");

  private static final List<Variable> VARIABLES =
      List.of(
          new Variable("SLUICE_LOG", "text", List.of("text", "json")),
          new Variable("SLUICE_LOG_LEVEL", "WARN", LEVELS),
          new Variable("SLUICE_HAZELCAST_LOG_LEVEL", "ERROR", LEVELS));

  private LogVariables() {}

  /**
   * A variable of logback.xml.
   *
   * @param fallback what is meant by nothing, as in that file
   */
  private record Variable(String name, String fallback, List<String> words) {
    String chosen(String value) throws SettingsFault {
      if (value.isEmpty()) {
        return fallback;
      }
      for (String word : words) {
        if (word.equalsIgnoreCase(value)) {
          return word;
        }
      }
      throw new SettingsFault(
          name, "must be one of " + String.join(", ", words) + ", but is '" + value + "'");
    }
  }

  /**
   * What logging is to read of those that are given, by name of the variable.
   *
   * @throws SettingsFault for a word that is not known; capitals don't matter
   */
  static Map<String, String> chosen(Map<String, String> environment) throws SettingsFault {
    Map<String, String> chosen = new TreeMap<>();
    for (Variable variable : VARIABLES) {
      String value = environment.get(variable.name());
      if (value != null) {
        chosen.put(variable.name(), variable.chosen(value));
      }
    }
    return chosen;
  }
}
