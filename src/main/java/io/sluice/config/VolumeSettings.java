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
 * @param etag what the ETag of a file becomes that S3 did not write
 * @param watch whether a local file system is asked to report changes (inotify); a hint that
 *     shortens waiting, nothing depends on it
 * @param crawlInterval how long after one walk through the whole volume the next begins
 * @param hashAtOnceBytes the largest file without an MD5 that HEAD and GET hash before they answer
 * @param uploadExpiry how long after its last activity an unfinished multipart upload is given up
 * @param backupInterval how often what changed in the index is backed up onto the volume; zero:
 *     never
 * @param sidecarInterval where the file system has no user attributes, how often the volume is
 *     walked for sidecars that no file has any more; zero: never
 * @param sidecarKept how long such a sidecar is kept aside before it is removed
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
    int directoryMode,
    Etag etag,
    boolean watch,
    Duration crawlInterval,
    long hashAtOnceBytes,
    Duration uploadExpiry,
    Duration backupInterval,
    Duration sidecarInterval,
    Duration sidecarKept) {

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

  /** What the ETag of a file says that S3 did not write. */
  public enum Etag {
    /** A version tag at first; the MD5 once the file was hashed in the background. */
    MD5,
    /** A version tag, made from the file's identity; no content is ever read for it. */
    VERSION
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
          0755,
          Etag.MD5,
          true,
          Duration.ofMinutes(10),
          1L << 20,
          Duration.ofDays(7),
          Duration.ofMinutes(5),
          Duration.ofDays(1),
          Duration.ofDays(30));

  public VolumeSettings {
    Bounds.between("size", sizeBytes, 0, Long.MAX_VALUE);
    Bounds.between("freshness", freshness, Duration.ZERO, Duration.ofHours(1));
    Bounds.between("owner-uid", ownerUid, -1, Integer.MAX_VALUE);
    Bounds.between("owner-gid", ownerGid, -1, Integer.MAX_VALUE);
    Bounds.mode("file-mode", fileMode, 0600);
    Bounds.mode("directory-mode", directoryMode, 0700);
    Bounds.between("crawl-interval", crawlInterval, Duration.ofSeconds(1), Duration.ofDays(365));
    Bounds.between("hash-at-once", hashAtOnceBytes, 0, 1L << 30);
    Bounds.between("upload-expiry", uploadExpiry, Duration.ofSeconds(1), Duration.ofDays(3650));
    Bounds.between("backup-interval", backupInterval, Duration.ZERO, Duration.ofDays(365));
    Bounds.between("sidecar-interval", sidecarInterval, Duration.ZERO, Duration.ofDays(365));
    Bounds.between("sidecar-kept", sidecarKept, Duration.ZERO, Duration.ofDays(3650));
  }
}
