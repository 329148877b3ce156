package io.sluice.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value as it was given, before its field's type is known. Scalars are text, whatever they say.
 */
sealed interface Given {
  /** Where it was given: the file and line, the environment variable, the flag. */
  String origin();

  /** What it is, for "found a list". */
  String kind();

  record Text(String value, String origin) implements Given {
    @Override
    public String kind() {
      return "a value";
    }
  }

  record Items(List<Given> items, String origin) implements Given {
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  record Fields(Map<String, Given> fields, String origin) implements Given {
    @Override
    public String kind() {
      return "a mapping";
    }

    /** These fields with one set, at a path, to a text; what was there gives way. */
    Fields with(List<String> path, Text text) {
      Map<String, Given> copy = new LinkedHashMap<>(fields);
      String head = path.getFirst();
      if (path.size() == 1) {
        copy.put(head, text);
      } else {
        Fields inner =
            copy.get(head) instanceof Fields there ? there : new Fields(Map.of(), text.origin());
        copy.put(head, inner.with(path.subList(1, path.size()), text));
      }
      return new Fields(copy, origin);
    }

    /** These fields without one, at a path; a secret goes however it was given. */
    Fields cleared(List<String> path) {
      Map<String, Given> copy = new LinkedHashMap<>(fields);
      String head = path.getFirst();
      if (path.size() > 1) {
        copy.computeIfPresent(
            head,
            (_, given) ->
                given instanceof Fields inner
                    ? inner.cleared(path.subList(1, path.size()))
                    : given);
      } else {
        SecretSource.spellings(SecretSource.stem(head)).forEach(copy::remove);
      }
      return new Fields(copy, origin);
    }

    /** What was given at a path of names joined by dots, as far down as it goes. */
    Given nearest(String path) {
      for (var field : fields.entrySet()) {
        if (path.equals(field.getKey())) {
          return field.getValue();
        }
        if (path.startsWith(field.getKey() + ".") && field.getValue() instanceof Fields inner) {
          return inner.nearest(path.substring(field.getKey().length() + 1));
        }
      }
      return this;
    }

    Fields without(String name) {
      Map<String, Given> copy = new LinkedHashMap<>(fields);
      copy.remove(name);
      return new Fields(copy, origin);
    }
  }
}
