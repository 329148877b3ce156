package io.sluice.s3.xml;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads a request's document, element by element. Whatever is not a small, plain tree in S3's
 * namespace, or in none, is refused with MALFORMED_XML: document types and with them entities,
 * depth, too many elements, long texts, other encodings than UTF-8. Nothing is ever fetched from
 * elsewhere.
 */
final class XmlReader {
  private static final int MAX_DEPTH = 8;
  private static final int MAX_ELEMENTS = 100_000;

  /** Longer than any key or tag; one character of a key is at most one of this. */
  private static final int MAX_TEXT = 8192;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final XMLStreamReader reader;
  private int depth;
  private int elements;

  XmlReader(InputStream document) {
    // The JDK's own, whatever else is on the class path.
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    // Without document types the only entities are XML's own five, which multiply nothing: 10,000
    // parts with quoted tags hold more of them than the JDK would allow.
    factory.setProperty("jdk.xml.entityExpansionLimit", "0");
    factory.setProperty("jdk.xml.maxGeneralEntitySizeLimit", "0");
    factory.setProperty("jdk.xml.totalEntitySizeLimit", "0");
    factory.setXMLResolver((_, _, _, _) -> {
      throw malformed();
    });
    try {
      reader = factory.createXMLStreamReader(utf8(document));
    } catch (XMLStreamException | IOException e) {
      throw malformed();
    }
  }

  // Decoded here, because the JDK's parser prints to the standard error output what it can't.
  private static Reader utf8(InputStream document) throws IOException {
    BufferedInputStream octets = new BufferedInputStream(document);
    octets.mark(BYTE_ORDER_MARK.length);
    if (!Arrays.equals(octets.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
      octets.reset();
    }
    return new InputStreamReader(octets, StandardCharsets.UTF_8.newDecoder());
  }

  /** Moves to the root element, which must have this name. */
  void root(String name) {
    while (next() != XMLStreamConstants.START_ELEMENT) {
      // Comments and white space before the root.
    }
    if (!reader.getLocalName().equals(name)) {
      throw malformed();
    }
  }

  /** Moves to the next child of the current element; false, and past its end, when none is left. */
  boolean nextChild() {
    while (true) {
      int event = next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        return true;
      }
      if (event == XMLStreamConstants.END_ELEMENT) {
        return false;
      }
      if (isText(event) && !reader.getText().isBlank()) {
        throw malformed();
      }
    }
  }

  /** The name of the element that was moved to last. */
  String name() {
    return reader.getLocalName();
  }

  /** The text of the current element, which may not hold others; moves past its end. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (int event = next(); event != XMLStreamConstants.END_ELEMENT; event = next()) {
      if (event == XMLStreamConstants.START_ELEMENT) {
        throw malformed();
      }
      if (isText(event)) {
        if (text.length() + reader.getTextLength() > MAX_TEXT) {
          throw malformed();
        }
        text.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
      }
    }
    return text.toString();
  }

  /** Moves past the end of the current element, whatever it holds. */
  void skip() {
    int outside = depth - 1;
    while (depth > outside) {
      next();
    }
  }

  /** Reads what is left after the root, which must not be elements. */
  void end() {
    while (next() != XMLStreamConstants.END_DOCUMENT) {
      // Comments and white space after the root.
    }
  }

  private static boolean isText(int event) {
    return event == XMLStreamConstants.CHARACTERS
        || event == XMLStreamConstants.CDATA
        || event == XMLStreamConstants.SPACE;
  }

  private int next() {
    int event;
    try {
      event = reader.next();
    } catch (XMLStreamException | RuntimeException e) {
      // The JDK's parser throws the latter for some broken input, and past the end.
      throw malformed();
    }
    switch (event) {
      case XMLStreamConstants.START_ELEMENT -> startElement();
      case XMLStreamConstants.END_ELEMENT -> depth--;
      case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> throw malformed();
      default -> {}
    }
    return event;
  }

  private void startElement() {
    depth++;
    elements++;
    String namespace = reader.getNamespaceURI();
    boolean known =
        namespace == null || namespace.isEmpty() || namespace.equals(Elements.NAMESPACE);
    if (depth > MAX_DEPTH || elements > MAX_ELEMENTS || !known) {
      throw malformed();
    }
  }

  static RefusedException malformed() {
    return Refusal.exception(
        Reason.MALFORMED_XML,
        "The XML you provided was not well-formed or did not validate against our published"
            + " schema");
  }
}
