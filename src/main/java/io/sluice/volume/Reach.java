package io.sluice.volume;

import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectKey;

/**
 * How far the reading of a directory is. Its names are all there, and the index is right about them
 * up to one of them, in key order.
 *
 * @param upTo the last name that the index is right about
 * @param names how many there are in all
 * @param before the directory's identity from before its names were read
 * @param racy whether a change of the names since need not show in that
 */
record Reach(ObjectKey upTo, int names, FileIdentity before, boolean racy) {
  /** Whether the index is right about what comes next in it: nothing is missing before that key. */
  boolean covers(ObjectKey next) {
    return next.compareTo(upTo) <= 0 || (upTo.isDirectory() && next.startsWith(upTo));
  }
}
