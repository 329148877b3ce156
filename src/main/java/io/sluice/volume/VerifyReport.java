package io.sluice.volume;

/** Is told what a comparison of index and volume finds. What it throws ends the comparison. */
public interface VerifyReport {
  void found(IndexDifference difference);

  /** So many directories and files were compared so far; called now and then. */
  void progress(long directories, long files);
}
