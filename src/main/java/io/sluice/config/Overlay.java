package io.sluice.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lays the environment, then the flags, over what a file gave. */
final class Overlay {
  private static final String VOLUMES = "volumes";

  private Overlay() {}

  static Given.Fields environment(Given.Fields file, SettingsSources sources) throws SettingsFault {
    Map<String, String> environment = sources.environment();
    Given.Fields given = widen(file);
    String listed = environment.get("SLUICE_VOLUMES");
    if (listed != null && !listed.isEmpty()) {
      for (String pair : listed.split(",", -1)) {
        given = volume(given, pair.strip(), "SLUICE_VOLUMES");
      }
    }
    for (String flag : sources.flags().keySet()) {
      given = named(given, flag);
    }
    Map<List<String>, Given.Text> variables = new LinkedHashMap<>();
    for (List<String> path : paths(given)) {
      String variable = FieldName.variable(path);
      String value = environment.get(variable);
      if (value != null && !value.isEmpty() && !isServiceLink(path, value)) {
        variables.put(path, new Given.Text(value, variable));
      }
    }
    return over(given, variables);
  }

  static Given.Fields flags(Given.Fields given, Map<String, String> flags) {
    Map<List<String>, Given.Text> texts = new LinkedHashMap<>();
    for (var flag : new TreeMap<>(flags).entrySet()) {
      texts.put(split(flag.getKey()), new Given.Text(flag.getValue(), "the command line"));
    }
    return over(given, texts);
  }

  /** All that farther sources say of a field gives way at once, so that two from one stay two. */
  private static Given.Fields over(Given.Fields given, Map<List<String>, Given.Text> nearer) {
    Given.Fields result = given;
    for (List<String> path : nearer.keySet()) {
      // Volumes have no secrets, and a volume's name may end as those of their places do.
      result = path.getFirst().equals(VOLUMES) ? result : result.cleared(path);
    }
    for (var field : nearer.entrySet()) {
      result = result.with(field.getKey(), field.getValue());
    }
    return result;
  }

  /** A volume written as {@code NAME=PATH}. */
  private static Given.Fields volume(Given.Fields given, String pair, String origin)
      throws SettingsFault {
    int equals = pair.indexOf('=');
    if (equals <= 0) {
      throw new SettingsFault(
          VOLUMES, "must be a list of NAME=PATH, but has '" + pair + "'", origin);
    }
    return given.with(
        List.of(VOLUMES, pair.substring(0, equals), "path"),
        new Given.Text(pair.substring(equals + 1), origin));
  }

  /** Makes a volume known that only a flag names, so that its variables are looked up too. */
  private static Given.Fields named(Given.Fields given, String flag) {
    List<String> path = split(flag);
    if (!path.getFirst().equals(VOLUMES) || path.size() != 3) {
      return given;
    }
    return given.with(path, new Given.Text("", "the command line"));
  }

  /**
   * Turns {@code NAME: PATH} into {@code NAME: {path: PATH}}, so that fields can be laid over it.
   */
  private static Given.Fields widen(Given.Fields given) {
    if (!(given.fields().get(VOLUMES) instanceof Given.Fields volumes)) {
      return given;
    }
    Given.Fields result = given;
    for (var volume : volumes.fields().entrySet()) {
      if (volume.getValue() instanceof Given.Text text) {
        result = result.without(VOLUMES);
        volumes = volumes.without(volume.getKey()).with(List.of(volume.getKey(), "path"), text);
      }
    }
    Map<String, Given> fields = new TreeMap<>(result.fields());
    fields.put(VOLUMES, volumes);
    return new Given.Fields(fields, given.origin());
  }

  /** Every path that a variable can set: the fields, and those of each volume known by name. */
  private static List<List<String>> paths(Given.Fields given) {
    List<List<String>> paths = new ArrayList<>();
    leaves(Settings.class, List.of(), paths);
    if (given.fields().get(VOLUMES) instanceof Given.Fields volumes) {
      for (String name : volumes.fields().keySet()) {
        paths.add(List.of(VOLUMES, name, "path"));
        leaves(VolumeSettings.class, List.of(VOLUMES, name), paths);
      }
    }
    return paths;
  }

  private static void leaves(Class<?> type, List<String> path, List<List<String>> into) {
    for (FieldName name : FieldName.of(type)) {
      if (name.type().isRecord() && !name.isSecret()) {
        leaves(name.type(), below(path, name.yaml()), into);
      } else if (name.type() != Map.class) {
        name.spellings().forEach(spelling -> into.add(below(path, spelling)));
      }
    }
  }

  private static List<String> below(List<String> path, String name) {
    List<String> here = new ArrayList<>(path);
    here.add(name);
    return here;
  }

  /** A container platform sets SLUICE_PORT to a URL of the service of that name: not ours. */
  private static boolean isServiceLink(List<String> path, String value) {
    return path.equals(List.of("port")) && value.startsWith("tcp://");
  }

  /** Splits a path at dots; the name of a volume may itself hold dots. */
  private static List<String> split(String path) {
    if (path.startsWith(VOLUMES + ".") && path.lastIndexOf('.') > VOLUMES.length()) {
      int last = path.lastIndexOf('.');
      return List.of(VOLUMES, path.substring(VOLUMES.length() + 1, last), path.substring(last + 1));
    }
    return List.of(path.split("\\.", -1));
  }
}
