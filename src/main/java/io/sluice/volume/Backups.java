package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.OwnFiles;
import io.sluice.files.VolumeRoot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Where backups of a volume's index lie on the volume: {@code .sluice/index-backup/EPOCH/}, and the
 * volume's id, by which a backup is known to be of this volume, beside them.
 */
final class Backups {
  private static final String FOLDER = "index-backup";
  private static final String ID = "volume-id";
  private static final int ID_BYTES = 16;
  private static final int MOST_DIGITS = 18;

  private final VolumeRoot root;
  private final RandomGenerator random;
  private final long epoch;

  Backups(VolumeRoot root, RandomGenerator random, long epoch) {
    this.root = root;
    this.random = random;
    this.epoch = epoch;
  }

  /** The folder of our own epoch. */
  OwnFiles own() {
    return of(epoch);
  }

  private OwnFiles of(long number) {
    return root.ownFiles(FOLDER + "/" + number);
  }

  /** All folders, that of the newest epoch first. */
  List<OwnFiles> newestFirst() throws FileFailure {
    List<Long> epochs = new ArrayList<>();
    for (String name : root.ownFiles(FOLDER).names()) {
      if (name.length() <= MOST_DIGITS && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
        epochs.add(Long.parseLong(name));
      }
    }
    epochs.sort(Comparator.reverseOrder());
    return epochs.stream().map(this::of).toList();
  }

  /** What a folder's manifest says, null when it has none that can be used. */
  static @Nullable BackupManifest manifest(OwnFiles folder) throws FileFailure {
    byte[] bytes = folder.readWhole(BackupManifest.NAME);
    return bytes == null ? null : BackupManifest.decode(bytes);
  }

  /** The volume's id, null when it has none. */
  @Nullable String volumeId() throws FileFailure {
    byte[] id = root.ownFiles(FOLDER).readWhole(ID);
    return id == null ? null : new String(id, StandardCharsets.UTF_8);
  }

  /** The volume's id, made if it has none. */
  String giveVolumeId() throws FileFailure {
    String known = volumeId();
    if (known != null) {
      return known;
    }
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    String made = HexFormat.of().formatHex(id);
    OwnFiles folder = root.ownFiles(FOLDER);
    folder.makeFolder();
    folder.replace(ID, made.getBytes(StandardCharsets.UTF_8));
    return made;
  }
}
