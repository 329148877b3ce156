package io.sluice.volume;

/**
 * What a walk has met so far.
 *
 * @param directories looked at
 * @param found directories known to be there, the root with them; at least those looked at
 * @param files in directories that were read, or walked through
 * @param bytes of those files
 */
record CrawlCounts(long directories, long found, long files, long bytes) {
  static final CrawlCounts NONE = new CrawlCounts(0, 1, 0, 0);

  CrawlCounts plusDirectory() {
    return new CrawlCounts(directories + 1, found, files, bytes);
  }

  CrawlCounts plusFound(int subdirectories) {
    return new CrawlCounts(directories, found + subdirectories, files, bytes);
  }

  CrawlCounts plusFiles(long more, long moreBytes) {
    return new CrawlCounts(directories, found, files + more, bytes + moreBytes);
  }
}
