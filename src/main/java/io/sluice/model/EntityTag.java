package io.sluice.model;

import java.util.HexFormat;

/**
 * An ETag without its quotes. Three kinds share one alphabet, so that clients which parse ETags
 * accept all of them:
 *
 * <ul>
 *   <li>MD5 of the content: 32 hexadecimal digits;
 *   <li>multipart: MD5 of the parts' MD5s, a dash, and the number of parts;
 *   <li>version tag: 32 digits derived from the {@link FileIdentity} and {@code -0}, a part count
 *       that no upload can have. It costs no read, and no client takes it for an MD5.
 * </ul>
 *
 * @param value the tag, without quotes
 */
public record EntityTag(String value) {
  private static final int DIGITS = 32;
  private static final int MAX_PART_DIGITS = 5;
  static final String VERSION_SUFFIX = "-0";
  private static final HexFormat HEX = HexFormat.of();

  public EntityTag {
    if (!isTag(value)) {
      throw new IllegalArgumentException("not an entity tag: " + value);
    }
  }

  // By hand: every entry of every page makes a tag, and a pattern took a fifth of a page's CPU.
  private static boolean isTag(String text) {
    int partDigits = text.length() - DIGITS - 1;
    boolean isWhole = text.length() == DIGITS;
    if (!isWhole && (partDigits < 1 || partDigits > MAX_PART_DIGITS)) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean fits = i == DIGITS ? c == '-' : isDecimal(c) || (i < DIGITS && c >= 'a' && c <= 'f');
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDecimal(char c) {
    return c >= '0' && c <= '9';
  }

  /** The tag of content with this MD5. */
  public static EntityTag ofMd5(byte[] md5) {
    return new EntityTag(HEX.formatHex(md5));
  }

  /** The tag of a multipart object. */
  public static EntityTag ofParts(byte[] md5OfPartMd5s, int parts) {
    return new EntityTag(HEX.formatHex(md5OfPartMd5s) + "-" + parts);
  }

  /** The tag of a file whose content nobody has read. */
  public static EntityTag ofVersion(FileIdentity identity) {
    return new VersionTags().of(identity);
  }

  /** A tag as a client wrote it, without the quotes that it may have; it need not be a real one. */
  public static String unquoted(String text) {
    String tag = text.strip();
    boolean quoted = tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"");
    return quoted ? tag.substring(1, tag.length() - 1) : tag;
  }

  /** Whether this tag comes from a file's identity, not from its content. */
  public boolean isVersion() {
    return value.endsWith(VERSION_SUFFIX) && value.length() == 34;
  }

  /** The tag as it stands in headers and XML. */
  public String quoted() {
    return '"' + value + '"';
  }

  @Override
  public String toString() {
    return value;
  }
}
