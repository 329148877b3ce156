package io.sluice.volume;

/**
 * What a walk has met so far.
 *
 * @param directories looked at
 * @param found directories known to be there, the root with them; at least those looked at, as far
 *     as this walk was the first to read them
 */
record CrawlCounts(long directories, long found) {
  static final CrawlCounts NONE = new CrawlCounts(0, 1);

  CrawlCounts plusDirectory() {
    return new CrawlCounts(directories + 1, Math.max(found, directories + 1));
  }

  CrawlCounts plusFound(int subdirectories) {
    return new CrawlCounts(directories, found + subdirectories);
  }
}
