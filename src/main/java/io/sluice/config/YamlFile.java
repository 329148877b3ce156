package io.sluice.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a YAML file into what was given, with lines. Scalars keep their text: {@code 0644} stays
 * four characters, and a password of digits keeps its zeros.
 */
final class YamlFile {
  private final Path file;
  private final JsonParser parser;

  private YamlFile(Path file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  static Given.Fields read(Path file) throws SettingsFault {
    YAMLFactory factory =
        YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (Reader reader = Files.newBufferedReader(file);
        JsonParser parser = factory.createParser(reader)) {
      return new YamlFile(file, parser).document();
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new SettingsFault(
          file + ", line " + line + ": is not valid YAML: " + oneLine(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new SettingsFault(file + ": can't be read: " + e.getMessage());
    }
  }

  private Given.Fields document() throws IOException, SettingsFault {
    JsonToken first = parser.nextToken();
    if (first == null || first == JsonToken.VALUE_NULL) {
      return new Given.Fields(Map.of(), file.toString());
    }
    if (first != JsonToken.START_OBJECT) {
      throw new SettingsFault(origin() + ": must be a mapping of fields");
    }
    Given.Fields fields = fields("");
    if (parser.nextToken() != null) {
      throw new SettingsFault(origin() + ": must hold one document only");
    }
    return fields;
  }

  private Given.Fields fields(String path) throws IOException, SettingsFault {
    String origin = origin();
    Map<String, Given> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      fields.put(name, value(path.isEmpty() ? name : path + "." + name));
    }
    return new Given.Fields(fields, origin);
  }

  private Given value(String path) throws IOException, SettingsFault {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return fields(path);
    }
    if (token == JsonToken.START_ARRAY) {
      String origin = origin();
      List<Given> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value(path));
      }
      return new Given.Items(items, origin);
    }
    if (token == JsonToken.VALUE_NULL || parser.getText().isEmpty()) {
      throw new SettingsFault(path, "has no value", origin());
    }
    return new Given.Text(parser.getText(), origin());
  }

  private String origin() {
    return file + ", line " + parser.currentTokenLocation().getLineNr();
  }

  private static String oneLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
