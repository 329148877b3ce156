package io.sluice.volume;

import java.util.ArrayList;
import java.util.List;

/** Keeps what a comparison tells. */
final class FoundDifferences implements VerifyReport {
  private final List<IndexDifference> all = new ArrayList<>();

  @Override
  public void found(IndexDifference difference) {
    all.add(difference);
  }

  @Override
  public void progress(long directories, long files) {}

  List<IndexDifference> all() {
    return all;
  }
}
