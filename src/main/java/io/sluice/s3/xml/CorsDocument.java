package io.sluice.s3.xml;

import io.sluice.s3.CorsConfiguration;
import io.sluice.s3.CorsRule;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A bucket's CORS rules, as PutBucketCors sends and GetBucketCors answers them. */
public final class CorsDocument {
  /** The most that S3 takes. */
  public static final int MAX_BYTES = 64 * 1024;

  private CorsDocument() {}

  /** The answer to GetBucketCors. */
  public static byte[] of(CorsConfiguration configuration) {
    XmlWriter xml = Elements.root("CORSConfiguration", 1024);
    for (CorsRule rule : configuration.rules()) {
      xml.open("CORSRule");
      if (rule.id() != null) {
        xml.element("ID", rule.id());
      }
      rule.allowedHeaders().forEach(header -> xml.element("AllowedHeader", header));
      rule.allowedMethods().forEach(method -> xml.element("AllowedMethod", method));
      rule.allowedOrigins().forEach(origin -> xml.element("AllowedOrigin", origin));
      rule.exposeHeaders().forEach(header -> xml.element("ExposeHeader", header));
      if (rule.maxAgeSeconds() != null) {
        xml.element("MaxAgeSeconds", rule.maxAgeSeconds().longValue());
      }
      xml.close("CORSRule");
    }
    return xml.close("CORSConfiguration").bytes();
  }

  /**
   * The rules in a document.
   *
   * @throws io.sluice.model.RefusedException with MALFORMED_XML, or INVALID_REQUEST for a rule that
   *     S3 would not take
   */
  public static CorsConfiguration parse(byte[] document) {
    XmlReader xml = new XmlReader(new ByteArrayInputStream(document));
    xml.root("CORSConfiguration");
    List<CorsRule> rules = new ArrayList<>();
    while (xml.nextChild()) {
      if (!xml.name().equals("CORSRule") || rules.size() == CorsConfiguration.MAX_RULES) {
        throw XmlReader.malformed();
      }
      rules.add(rule(xml));
    }
    xml.end();
    if (rules.isEmpty()) {
      throw XmlReader.malformed();
    }
    return new CorsConfiguration(rules);
  }

  private static CorsRule rule(XmlReader xml) {
    @Nullable String id = null;
    @Nullable Integer maxAge = null;
    List<String> origins = new ArrayList<>();
    List<String> methods = new ArrayList<>();
    List<String> headers = new ArrayList<>();
    List<String> exposed = new ArrayList<>();
    while (xml.nextChild()) {
      switch (xml.name()) {
        case "ID" -> id = xml.text();
        case "AllowedOrigin" -> origins.add(xml.text().strip());
        case "AllowedMethod" -> methods.add(xml.text().strip());
        case "AllowedHeader" -> headers.add(xml.text().strip());
        case "ExposeHeader" -> exposed.add(xml.text().strip());
        case "MaxAgeSeconds" -> maxAge = number(xml.text().strip());
        default -> throw XmlReader.malformed();
      }
    }
    if (origins.isEmpty() || methods.isEmpty()) {
      throw XmlReader.malformed();
    }
    return new CorsRule(id, origins, methods, headers, exposed, maxAge);
  }

  private static Integer number(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      throw XmlReader.malformed();
    }
  }
}
