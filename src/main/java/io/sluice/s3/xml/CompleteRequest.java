package io.sluice.s3.xml;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.CompletedPart;
import io.sluice.model.EntityTag;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of CompleteMultipartUpload. */
public final class CompleteRequest {
  /** The most parts of one upload, and so of one request. */
  public static final int MAX_PARTS = 10_000;

  /**
   * Enough for that many parts: 314 bytes each. With a quoted tag and a SHA-256 one has 177, and 50
   * more where each element has an indented line of its own.
   */
  public static final int ROOM_BYTES = 3 * 1024 * 1024;

  private static final String CHECKSUM = "Checksum";

  private CompleteRequest() {}

  /**
   * The parts in a document, in the order sent, which may be a wrong one: see {@link
   * CompletedPart#orderRefusal}.
   *
   * @throws RefusedException with MALFORMED_XML, or with INVALID_ARGUMENT for a part number that no
   *     part can have
   */
  public static List<CompletedPart> parse(byte[] document) {
    List<CompletedPart> plain = PlainParts.read(document);
    if (plain == null || plain.isEmpty() || plain.size() > MAX_PARTS) {
      return parse(new ByteArrayInputStream(document));
    }
    List<CompletedPart> parts = new ArrayList<>(plain.size());
    plain.forEach(part -> add(parts, part));
    return parts;
  }

  static List<CompletedPart> parse(InputStream document) {
    XmlReader xml = new XmlReader(document);
    xml.root("CompleteMultipartUpload");
    List<CompletedPart> parts = new ArrayList<>();
    while (xml.nextChild()) {
      if (!xml.name().equals("Part") || parts.size() == MAX_PARTS) {
        throw XmlReader.malformed();
      }
      add(parts, part(xml));
    }
    xml.end();
    if (parts.isEmpty()) {
      throw XmlReader.malformed();
    }
    return parts;
  }

  /** A part named twice in a row was sent again meanwhile: the later naming counts. */
  private static void add(List<CompletedPart> parts, CompletedPart part) {
    if (!parts.isEmpty() && parts.getLast().number() == part.number()) {
      parts.removeLast();
    }
    parts.add(part);
  }

  private static CompletedPart part(XmlReader xml) {
    String number = null;
    String tag = null;
    Checksum checksum = null;
    while (xml.nextChild()) {
      String name = xml.name();
      switch (name) {
        case "PartNumber" -> number = xml.text();
        case "ETag" -> tag = EntityTag.unquoted(xml.text());
        default -> {
          ChecksumAlgorithm algorithm = algorithm(name);
          if (algorithm == null) {
            xml.skip();
          } else if (checksum == null) {
            checksum = new Checksum(algorithm, Checksum.Type.FULL_OBJECT, xml.text().strip());
          } else {
            throw XmlReader.malformed();
          }
        }
      }
    }
    if (number == null || tag == null) {
      throw XmlReader.malformed();
    }
    return new CompletedPart(number(number), tag, checksum);
  }

  private static @Nullable ChecksumAlgorithm algorithm(String element) {
    return element.startsWith(CHECKSUM)
        ? ChecksumAlgorithm.ofName(element.substring(CHECKSUM.length()))
        : null;
  }

  private static int number(String text) {
    int number;
    try {
      number = Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw XmlReader.malformed();
    }
    if (number < 1 || number > MAX_PARTS) {
      throw Refusal.exception(
          Reason.INVALID_ARGUMENT, "PartNumber must be between 1 and " + MAX_PARTS + ".");
    }
    return number;
  }
}
