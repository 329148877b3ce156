package io.sluice.volume;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.index.StoredPart;
import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.PartContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads parts' lines token by token: a Complete reads ten thousand, and to bind each to its record
 * by reflection took most of its time. Unknown fields are passed over.
 */
final class PartRow {
  private static final JsonFactory JSON = new JsonFactory();

  private int number;
  private long sizeBytes;
  private String md5Hex = "";
  private @Nullable Checksum checksum;
  private String fileName = "";
  private long offsetBytes;
  private long modifiedMillis;
  private long ticket;
  private JournalLine.@Nullable Body body;

  private PartRow() {}

  /** One parser reads them all: to make one costs more than to read a row. */
  static List<JournalLine.Part> readAll(List<StoredPart> stored) {
    StringBuilder text = new StringBuilder();
    stored.forEach(part -> text.append(part.json()).append('\n'));
    List<JournalLine.Part> parts = new ArrayList<>(stored.size());
    try (JsonParser in = JSON.createParser(text.toString())) {
      while (in.nextToken() != null) {
        parts.add(next(in));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (parts.size() != stored.size()) {
      throw new IllegalStateException("a part's row is not one object");
    }
    return parts;
  }

  private static JournalLine.Part next(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw new IllegalStateException("a part's row is no object");
    }
    PartRow row = new PartRow();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      row.field(in.currentName(), in);
    }
    return new JournalLine.Part(
        row.number,
        new PartContent(row.sizeBytes, row.md5Hex, row.checksum),
        row.fileName,
        row.offsetBytes,
        row.modifiedMillis,
        row.ticket,
        row.body);
  }

  private void field(String name, JsonParser in) throws IOException {
    in.nextToken();
    switch (name) {
      case "type" -> requirePart(in.getText());
      case "number" -> number = in.getIntValue();
      case "content" -> content(in);
      case "fileName" -> fileName = in.getText();
      case "offsetBytes" -> offsetBytes = in.getLongValue();
      case "modifiedMillis" -> modifiedMillis = in.getLongValue();
      case "ticket" -> ticket = in.getLongValue();
      case "body" -> body = in.currentToken() == JsonToken.VALUE_NULL ? null : body(in);
      default -> in.skipChildren();
    }
  }

  private static JournalLine.Body body(JsonParser in) throws IOException {
    long inode = 0;
    long folderInode = 0;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "inode" -> inode = in.getLongValue();
        case "folderInode" -> folderInode = in.getLongValue();
        default -> in.skipChildren();
      }
    }
    return new JournalLine.Body(inode, folderInode);
  }

  private static void requirePart(String type) {
    if (!type.equals("part")) {
      throw new IllegalStateException("a part's row holds something else");
    }
  }

  private void content(JsonParser in) throws IOException {
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      JsonToken value = in.nextToken();
      switch (name) {
        case "sizeBytes" -> sizeBytes = in.getLongValue();
        case "md5Hex" -> md5Hex = in.getText();
        case "checksum" -> checksum = value == JsonToken.VALUE_NULL ? null : checksum(in);
        default -> in.skipChildren();
      }
    }
  }

  private static Checksum checksum(JsonParser in) throws IOException {
    String algorithm = "";
    String type = "";
    String value = "";
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "algorithm" -> algorithm = in.getText();
        case "type" -> type = in.getText();
        case "value" -> value = in.getText();
        default -> in.skipChildren();
      }
    }
    return new Checksum(ChecksumAlgorithm.valueOf(algorithm), Checksum.Type.valueOf(type), value);
  }
}
