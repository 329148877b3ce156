package io.sluice.files;

import java.util.Map;

/** Names of file systems by the number that fstatfs(2) gives (linux/magic.h). */
final class FileSystems {
  /** A file system, and whether other hosts may change what it shows. */
  record Known(String name, boolean isNetwork) {}

  private static final Map<Long, Known> BY_MAGIC =
      Map.ofEntries(
          Map.entry(0xEF53L, new Known("ext4", false)),
          Map.entry(0x58465342L, new Known("xfs", false)),
          Map.entry(0x9123683EL, new Known("btrfs", false)),
          Map.entry(0x01021994L, new Known("tmpfs", false)),
          Map.entry(0x858458F6L, new Known("ramfs", false)),
          Map.entry(0x794C7630L, new Known("overlay", false)),
          Map.entry(0x2FC12FC1L, new Known("zfs", false)),
          Map.entry(0xF2F52010L, new Known("f2fs", false)),
          Map.entry(0x65735546L, new Known("fuse", true)),
          Map.entry(0x6969L, new Known("nfs", true)),
          Map.entry(0x00C36400L, new Known("ceph", true)),
          Map.entry(0xFF534D42L, new Known("cifs", true)),
          Map.entry(0xFE534D42L, new Known("smb", true)),
          Map.entry(0x0BD00BD0L, new Known("lustre", true)),
          Map.entry(0x01021997L, new Known("9p", true)),
          Map.entry(0x47504653L, new Known("gpfs", true)),
          Map.entry(0x19830326L, new Known("beegfs", true)));

  private FileSystems() {}

  /** What we know of a file system; an unknown one may well be a network's. */
  static Known of(long magic) {
    long unsigned = magic & 0xFFFFFFFFL;
    Known known = BY_MAGIC.get(unsigned);
    return known != null ? known : new Known("0x" + Long.toHexString(unsigned), true);
  }
}
