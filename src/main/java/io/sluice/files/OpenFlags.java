package io.sluice.files;

/** Flags of open(2). A few numbers differ between architectures (asm/fcntl.h). */
final class OpenFlags {
  static final int READ = 0;
  static final int READ_WRITE = 2;
  static final int CREATE = 0x40;
  static final int EXCLUSIVE = 0x80;
  static final int TRUNCATE = 0x200;
  static final int APPEND = 0x400;

  /** Reading leaves the access time alone; EPERM for another's file without privilege. */
  static final int NO_ACCESS_TIME = 0x40000;

  static final int CLOSE_ON_EXEC = 0x80000;

  private static final boolean ARM = "aarch64".equals(System.getProperty("os.arch"));

  static final int DIRECTORY = ARM ? 0x4000 : 0x10000;
  static final int NO_FOLLOW = ARM ? 0x8000 : 0x20000;

  /** A descriptor that names an inode without opening it: no FIFO waits, no device wakes. */
  static final int PATH = 0x200000;

  /** A directory to work in; a symbolic link is ELOOP, a file ENOTDIR. */
  static final int PATH_DIRECTORY = PATH | DIRECTORY;

  /** A directory whose names are read or synced. */
  static final int READ_DIRECTORY = READ | DIRECTORY;

  /** Anything, also a link itself. */
  static final int PATH_ANY = PATH | NO_FOLLOW;

  private OpenFlags() {}
}
