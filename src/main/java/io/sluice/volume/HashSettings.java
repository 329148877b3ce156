package io.sluice.volume;

/**
 * What is hashed of a volume; can be exchanged while it is served.
 *
 * @param hashes whether the content of files is read for their MD5s. If not, files that have none
 *     keep their version tags, and those that have one keep that
 * @param atOnceBytes the longest file that HEAD and GET hash before they answer; 0 for none
 */
public record HashSettings(boolean hashes, long atOnceBytes) {
  /** No content is read. */
  public static final HashSettings OFF = new HashSettings(false, 0);

  public HashSettings {
    if (atOnceBytes < 0) {
      throw new IllegalArgumentException("a negative length");
    }
  }
}
