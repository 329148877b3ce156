package io.sluice.s3.xml;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Documents as one line of text, read back by the JDK's parser: {@code a[b=text, c[d=text]]}. */
public final class XmlText {
  private XmlText() {}

  public static String of(ByteBuffer document) {
    return of(
        StandardCharsets.UTF_8
            .decode(document.duplicate())
            .toString()
            .getBytes(StandardCharsets.UTF_8));
  }

  public static String of(byte[] document) {
    try {
      XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
      factory.setProperty(XMLInputFactory.IS_COALESCING, true);
      XMLStreamReader reader =
          factory.createXMLStreamReader(new ByteArrayInputStream(document), "UTF-8");
      reader.nextTag();
      String text = element(reader);
      while (reader.hasNext()) {
        reader.next();
      }
      return text;
    } catch (XMLStreamException e) {
      throw new AssertionError("not XML: " + new String(document, StandardCharsets.UTF_8), e);
    }
  }

  private static String element(XMLStreamReader reader) throws XMLStreamException {
    String name = reader.getLocalName();
    StringBuilder text = new StringBuilder();
    StringJoiner children = new StringJoiner(", ", "[", "]");
    boolean hasChildren = false;
    for (int event = reader.next();
        event != XMLStreamConstants.END_ELEMENT;
        event = reader.next()) {
      if (event == XMLStreamConstants.START_ELEMENT) {
        children.add(element(reader));
        hasChildren = true;
      } else {
        text.append(reader.getText());
      }
    }
    return hasChildren ? name + children : name + "=" + text;
  }
}
