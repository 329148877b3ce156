package io.sluice.model;

/**
 * What the files beneath some prefix add up to. Directories count as nothing, neither the file nor
 * its bytes, so that the sums are those of {@code find -type f} and of the files' apparent sizes.
 *
 * @param files how many there are
 * @param bytes their lengths together
 * @param unhashedFiles how many of them have no ETag of their content yet
 * @param unhashedBytes the lengths of those
 */
public record Usage(long files, long bytes, long unhashedFiles, long unhashedBytes) {
  public static final Usage NONE = new Usage(0, 0, 0, 0);
}
