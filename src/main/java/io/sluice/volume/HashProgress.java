package io.sluice.volume;

import java.util.List;

/**
 * How far the hashing of one volume is, since its owner took it over.
 *
 * @param hashes whether content is read at all
 * @param leftFiles how many files that the index knows have no tag of their content
 * @param leftBytes the lengths of those
 * @param files how many files got an MD5, or had their tag confirmed
 * @param bytes how many were read for that
 * @param confirmed how many of the files had been in doubt
 * @param opened how many files were opened
 * @param changed how often a file changed while it was being read
 * @param faults how often a file could not be read
 * @param waiting how many files wait since they change, or can't be read
 * @param bytesPerSecond over the last ten seconds or more
 * @param current the keys being read now
 */
public record HashProgress(
    boolean hashes,
    long leftFiles,
    long leftBytes,
    long files,
    long bytes,
    long confirmed,
    long opened,
    long changed,
    long faults,
    int waiting,
    long bytesPerSecond,
    List<String> current) {
  public HashProgress {
    current = List.copyOf(current);
  }
}
