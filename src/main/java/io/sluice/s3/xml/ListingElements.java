package io.sluice.s3.xml;

import io.sluice.s3.ListParameters;

/** What every listing repeats of its request. */
final class ListingElements {
  private ListingElements() {}

  /**
   * Delimiter, the most entries and the encoding.
   *
   * @param maximum the name of the element with the most entries
   */
  static void parameters(XmlWriter xml, ListParameters list, String maximum) {
    if (!list.delimiter().isEmpty()) {
      xml.element("Delimiter", Elements.name(list.delimiter(), list.urlEncoded()));
    }
    xml.element(maximum, list.maxEntries());
    if (list.urlEncoded()) {
      xml.element("EncodingType", "url");
    }
  }
}
