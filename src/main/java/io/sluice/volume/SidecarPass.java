package io.sluice.volume;

import io.sluice.files.InodeFilter;
import io.sluice.files.InodeWalk;
import io.sluice.files.SidecarCare;
import io.sluice.files.SidecarNames;

/** One walk for sidecars without a file, and what follows from it. For one thread at a time. */
final class SidecarPass implements AutoCloseable {
  private final long beganAtNanos;
  private final Meeting meeting;
  private final InodeWalk walk;
  private final SidecarNames sidecars;
  private final InodeSet.Gathered missing = new InodeSet.Gathered();
  private int at;

  /** All that has to know of an inode that was met. Safe for use by many threads. */
  record Meeting(InodeFilter met, InodeSet candidates, InodeSet unused) {
    void meet(long inode) {
      met.add(inode);
      candidates.meet(inode);
      unused.meet(inode);
    }
  }

  /**
   * Has all who read or write sidecars tell from now on.
   *
   * @param beganAtNanos by the file system's clock: what was written before has an earlier time
   */
  SidecarPass(SidecarCare care, long beganAtNanos, Meeting meeting) {
    this.beganAtNanos = beganAtNanos;
    this.meeting = meeting;
    this.walk = care.walk(meeting::meet);
    this.sidecars = care.used();
    care.observe(meeting::meet);
  }

  long beganAtNanos() {
    return beganAtNanos;
  }

  InodeWalk walk() {
    return walk;
  }

  SidecarNames sidecars() {
    return sidecars;
  }

  /** Sidecars whose inodes were not met. */
  InodeSet.Gathered missing() {
    return missing;
  }

  boolean mayHaveMet(long inode) {
    return meeting.met().mayHave(inode);
  }

  /** Which of a set comes next. */
  int at() {
    return at;
  }

  /** The same, and goes on behind it. */
  int next() {
    return at++;
  }

  void rewind() {
    at = 0;
  }

  @Override
  public void close() {
    walk.close();
    sidecars.close();
  }
}
