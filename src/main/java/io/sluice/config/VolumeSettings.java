package io.sluice.config;

import java.time.Duration;

/**
 * What holds for one volume.
 *
 * @param sizeBytes the most bytes it may hold, {@link Long#MAX_VALUE} when unlimited
 * @param freshness how old a listing's view of a directory may be
 * @param verify what a listing checks on each page
 * @param listEmptyDirectories whether a directory without entries is listed as {@code name/}
 * @param durability what is synced before a success is answered
 * @param ownerUid user id of new files, or -1: as the volume's root directory
 * @param ownerGid group id of new files, or -1: as the volume's root directory
 * @param fileMode permission bits of new files
 * @param directoryMode permission bits of new directories
 */
public record VolumeSettings(
    long sizeBytes,
    Duration freshness,
    Verify verify,
    boolean listEmptyDirectories,
    Durability durability,
    int ownerUid,
    int ownerGid,
    int fileMode,
    int directoryMode) {

  /** What survives a power cut. */
  public enum Durability {
    /** Nothing is synced: a crash of the process loses nothing, a power cut may. */
    NONE,
    /** File and directory are synced before success is answered. */
    FSYNC
  }

  /** What a page of a listing compares with the file system. */
  public enum Verify {
    /** Entries on local file systems, directories on network ones. */
    AUTO,
    /** Each entry on the page. */
    ENTRIES,
    /** The directories that the page touches; edits in place are found later. */
    DIRECTORIES
  }

  public static final VolumeSettings DEFAULT =
      new VolumeSettings(
          Long.MAX_VALUE,
          Duration.ofSeconds(2),
          Verify.AUTO,
          true,
          Durability.FSYNC,
          -1,
          -1,
          0644,
          0755);

  public VolumeSettings {
    Bounds.between("size", sizeBytes, 0, Long.MAX_VALUE);
    Bounds.between("freshness", freshness, Duration.ZERO, Duration.ofHours(1));
    Bounds.between("owner-uid", ownerUid, -1, Integer.MAX_VALUE);
    Bounds.between("owner-gid", ownerGid, -1, Integer.MAX_VALUE);
    Bounds.mode("file-mode", fileMode, 0600);
    Bounds.mode("directory-mode", directoryMode, 0700);
  }
}
