package io.sluice.catalog;

import io.sluice.config.Settings;
import io.sluice.config.VolumeEntry;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.VolumeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The volumes, users and access keys of this node. Looking up is in memory and safe from any
 * thread; {@link #create}, {@link #remove} and {@link #refresh} touch the file system and may
 * block.
 */
public final class Catalog {
  /** The volume of a node that has no other. */
  public static final String DEMO = "demo";

  private final Settings settings;
  private final VolumesRoot volumesRoot;
  private final ConcurrentSkipListMap<String, VolumeDefinition> volumes =
      new ConcurrentSkipListMap<>();
  private volatile Access access;

  private Catalog(Settings settings, Credential administrator) {
    this.settings = settings;
    this.volumesRoot = new VolumesRoot(settings.volumesRoot());
    this.access = Access.of(administrator);
  }

  /**
   * Finds the volumes, and makes volumes-root when it is missing. A node left to its defaults that
   * would serve nothing gets the volume {@value #DEMO}. Until {@link #grant} is called, only the
   * administrator may enter.
   *
   * @throws IOException when a volume's root is not a directory, or volumes-root can't be read
   */
  public static Catalog open(Settings settings, Credential administrator) throws IOException {
    Catalog catalog = new Catalog(settings, administrator);
    Path root = settings.volumesRoot();
    Files.createDirectories(root);
    catalog.refresh();
    boolean ownRoot = root.equals(settings.data().resolve("volumes"));
    if (catalog.volumes.isEmpty() && settings.volumes().isEmpty() && ownRoot) {
      Files.createDirectory(root.resolve(DEMO));
      catalog.refresh();
    }
    return catalog;
  }

  /** Who may do what, as it is now. */
  public Access access() {
    return access;
  }

  /** Lets these users in from now on, and no others; requests under way go on. */
  public void grant(Access other) {
    access = other;
  }

  /** The volumes, by name in ascending order. */
  public List<VolumeDefinition> volumes() {
    return List.copyOf(volumes.values());
  }

  /** A volume by name, null when there is none. */
  public @Nullable VolumeDefinition volume(String name) {
    return volumes.get(name);
  }

  /** Whether there is a volume of a name. */
  public boolean has(String name) {
    return volumes.containsKey(name);
  }

  /**
   * Makes an empty volume in volumes-root.
   *
   * @throws io.sluice.model.RefusedException INVALID_BUCKET_NAME, BUCKET_ALREADY_OWNED_BY_YOU,
   *     BUCKET_ALREADY_EXISTS, ACCESS_DENIED when volumes-root can't be written
   */
  public synchronized VolumeDefinition create(String name) {
    String fault = VolumeName.fault(name);
    if (fault != null) {
      throw Refusal.exception(Reason.INVALID_BUCKET_NAME, "The bucket name " + fault + ".");
    }
    if (volumes.containsKey(name)) {
      throw Refusal.exception(
          Reason.BUCKET_ALREADY_OWNED_BY_YOU, "The bucket exists and belongs to you.");
    }
    VolumeDefinition made = inVolumesRoot(name, volumesRoot.make(name));
    volumes.put(name, made);
    return made;
  }

  /**
   * Removes an empty volume from volumes-root. The owner must have closed it before.
   *
   * @throws io.sluice.model.RefusedException NO_SUCH_BUCKET, BUCKET_NOT_EMPTY, ACCESS_DENIED when
   *     it doesn't lie in volumes-root or can't be removed there
   */
  public synchronized void remove(String name) {
    VolumeDefinition volume = volumes.get(name);
    if (volume == null) {
      throw Refusal.exception(Reason.NO_SUCH_BUCKET, "The bucket does not exist.");
    }
    if (!volume.removable()) {
      throw Refusal.exception(
          Reason.ACCESS_DENIED,
          "This bucket is fixed by the node's settings; only buckets in volumes-root can be"
              + " deleted.");
    }
    volumesRoot.remove(name);
    volumes.remove(name);
  }

  /**
   * Looks at volumes-root and the configured roots again, for directories that came or went.
   *
   * @throws IOException when a configured root is not a directory, or volumes-root can't be read;
   *     what was known before stays
   */
  public synchronized void refresh() throws IOException {
    Map<String, VolumeDefinition> found = new TreeMap<>();
    for (String name : volumesRoot.names()) {
      found.put(name, inVolumesRoot(name, volumesRoot.created(name)));
    }
    for (Map.Entry<String, VolumeEntry> entry : settings.volumes().entrySet()) {
      Path path = entry.getValue().path();
      if (path != null) {
        found.put(entry.getKey(), configured(entry.getKey(), path, entry.getValue()));
      }
    }
    volumes.keySet().retainAll(found.keySet());
    volumes.putAll(found);
  }

  private VolumeDefinition inVolumesRoot(String name, Instant created) {
    Path root = volumesRoot.path(name);
    return new VolumeDefinition(name, root, created, true, settings.volumeSettings(name));
  }

  private static VolumeDefinition configured(String name, Path path, VolumeEntry entry)
      throws IOException {
    if (!Files.isDirectory(path)) {
      throw new IOException("volumes." + name + ": " + path + " is not a directory");
    }
    Instant created = VolumesRoot.created(path);
    return new VolumeDefinition(name, path, created, false, entry.settings());
  }
}
