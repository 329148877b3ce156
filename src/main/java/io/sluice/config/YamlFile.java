package io.sluice.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads a YAML file into what was given, with lines. Scalars keep their text: {@code 0644} stays
 * four characters, and a password of digits keeps its zeros.
 */
final class YamlFile {
  private final Path file;
  private final YAMLParser parser;

  private YamlFile(Path file, YAMLParser parser) {
    this.file = file;
    this.parser = parser;
  }

  static Given.Fields read(Path file) throws SettingsFault {
    YAMLFactory factory =
        YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (YAMLParser parser = factory.createParser(Files.readString(file))) {
      return new YamlFile(file, parser).document();
    } catch (JsonProcessingException e) {
      throw invalid(file, e);
    } catch (IOException e) {
      throw new SettingsFault(file + ": can't be read: " + why(file, e));
    }
  }

  private static SettingsFault invalid(Path file, JsonProcessingException fault) {
    int line = fault.getLocation() == null ? 0 : fault.getLocation().getLineNr();
    String message = oneLine(fault.getOriginalMessage());
    // The fault's own location and first line are those of what was being read around it.
    if (fault.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
      line = marked.getProblemMark().getLine() + 1;
      String problem = oneLine(marked.getProblem());
      message =
          marked.getContext() == null ? problem : oneLine(marked.getContext()) + ", " + problem;
    }
    return new SettingsFault(file + ", line " + line + ": is not valid YAML: " + message);
  }

  private static String why(Path file, IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof CharacterCodingException) {
      return "it is not UTF-8";
    }
    return Files.isDirectory(file) ? "it is a directory" : String.valueOf(failure.getMessage());
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
      String here = path.isEmpty() ? name : path + "." + name;
      // The parser resolves neither, and hands an alias over as the text of its name.
      if (parser.isCurrentAlias() || name.equals("<<")) {
        throw new SettingsFault(here, "aliases and merge keys are not supported", origin());
      }
      parser.nextToken();
      fields.put(name, value(here));
    }
    return new Given.Fields(fields, origin);
  }

  private Given value(String path) throws IOException, SettingsFault {
    JsonToken token = parser.currentToken();
    if (parser.isCurrentAlias()) {
      throw new SettingsFault(path, "aliases and merge keys are not supported", origin());
    }
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
