package io.sluice.files;

/**
 * How files made through S3 look to pods, and how safe they are.
 *
 * @param ownerUid owner of new files, or -1: as the volume's root directory
 * @param ownerGid group of new files, or -1: as the volume's root directory
 * @param fileMode permission bits of new files, 0644 by default
 * @param directoryMode permission bits of new directories, 0755 by default
 * @param durability what is synced before a success is answered
 */
public record FileSettings(
    int ownerUid, int ownerGid, int fileMode, int directoryMode, Durability durability) {
  /** What survives a power cut. */
  public enum Durability {
    /** Nothing is synced: a crash of the node loses nothing, a power cut may. */
    NONE,
    /** File and directory are synced before success is answered. */
    FSYNC
  }

  public static final FileSettings DEFAULT = new FileSettings(-1, -1, 0644, 0755, Durability.FSYNC);
}
