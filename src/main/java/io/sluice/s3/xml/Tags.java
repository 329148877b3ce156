package io.sluice.s3.xml;

/** Entity tags in requests, which clients write with and without quotes. */
final class Tags {
  private Tags() {}

  static String unquoted(String text) {
    String tag = text.strip();
    boolean quoted = tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"");
    return quoted ? tag.substring(1, tag.length() - 1) : tag;
  }
}
