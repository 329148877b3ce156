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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The volumes, users and access keys of this node. Looking up is in memory and safe from any
 * thread; {@link #create}, {@link #remove} and {@link #refresh} touch the file system and may
 * block.
 */
public final class Catalog {
  /** The volume of a node that has no other. */
  public static final String DEMO = "demo";

  private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);

  private final Settings settings;
  private final VolumesRoot volumesRoot;
  private final ConcurrentSkipListMap<String, VolumeDefinition> volumes =
      new ConcurrentSkipListMap<>();
  private volatile Access access;

  /** What is wrong with the volumes that are there and left out, by name. */
  private volatile Map<String, String> refused = Map.of();

  private Catalog(Settings settings, Credential administrator) {
    this.settings = settings;
    this.volumesRoot = new VolumesRoot(settings.volumesRoot());
    this.access = Access.of(administrator);
  }

  /**
   * Refuses volumes named in the settings that share files with each other or with what the node
   * keeps for itself; to be asked before anything is made in any of them.
   *
   * @throws IOException naming both
   */
  public static void check(Settings settings) throws IOException {
    taken(settings);
  }

  /**
   * Finds the volumes, and makes volumes-root when it is missing. A node left to its defaults that
   * would serve nothing gets the volume {@value #DEMO}. Until {@link #grant} is called, only the
   * administrator may enter.
   *
   * @throws IOException when a volume's root is not a directory or shares files with another, or
   *     volumes-root can't be read
   */
  public static Catalog open(Settings settings, Credential administrator) throws IOException {
    Catalog catalog = new Catalog(settings, administrator);
    Path root = settings.volumesRoot();
    Files.createDirectories(root);
    catalog.begin();
    boolean ownRoot = root.equals(settings.data().resolve("volumes"));
    if (catalog.volumes.isEmpty() && settings.volumes().isEmpty() && ownRoot) {
      Files.createDirectory(root.resolve(DEMO));
      catalog.begin();
    }
    catalog.missing().forEach(LOG::warn);
    return catalog;
  }

  private synchronized void begin() throws IOException {
    Map<String, String> faults = look();
    if (!faults.isEmpty()) {
      throw new IOException(String.join("; ", faults.values()));
    }
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
   * What should be seen to: volumes that are there and not served, settings of volumes that are not
   * there. Null when there is nothing.
   */
  public @Nullable String warning() {
    List<String> all = new ArrayList<>(refused.values());
    all.addAll(missing());
    return all.isEmpty() ? null : String.join("; ", all);
  }

  private List<String> missing() {
    return new TreeMap<>(settings.volumes())
        .entrySet().stream()
            .filter(entry -> entry.getValue().path() == null)
            .map(Map.Entry::getKey)
            .filter(name -> !volumes.containsKey(name) && !refused.containsKey(name))
            .map(name ->
                "volumes."
                    + name
                    + ": has settings, but "
                    + settings.volumesRoot()
                    + " has no such sub-directory")
            .toList();
  }

  /**
   * Makes an empty volume in volumes-root.
   *
   * @throws io.sluice.model.RefusedException INVALID_BUCKET_NAME, BUCKET_ALREADY_OWNED_BY_YOU,
   *     BUCKET_ALREADY_EXISTS, ACCESS_DENIED when volumes-root can't be written or lies in a volume
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
    refuseUnlessApart(name);
    VolumeDefinition made = inVolumesRoot(name, volumesRoot.make(name));
    volumes.put(name, made);
    return made;
  }

  /** Volumes of volumes-root lie beside each other, so only the others need be looked at. */
  private void refuseUnlessApart(String name) {
    try {
      String fault = taken(settings).take("volume " + name, volumesRoot.path(name));
      if (fault == null) {
        return;
      }
      LOG.warn("A BUCKET IS NOT MADE: {}", fault);
    } catch (IOException e) {
      LOG.warn("A BUCKET IS NOT MADE: {}", e.getMessage());
    }
    throw Refusal.exception(
        Reason.ACCESS_DENIED, "The bucket can't be made: its place in volumes-root is not free.");
  }

  private static Separation taken(Settings settings) throws IOException {
    Separation separation = Separation.of(settings);
    for (Map.Entry<String, VolumeEntry> entry : new TreeMap<>(settings.volumes()).entrySet()) {
      Path path = entry.getValue().path();
      String fault = path == null ? null : separation.take("volumes." + entry.getKey(), path);
      if (fault != null) {
        throw new IOException(fault);
      }
    }
    return separation;
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
   * Looks at volumes-root and the configured roots again, for directories that came or went. One
   * that shares files with another volume is left out, and said once.
   *
   * @throws IOException when a configured root is not a directory, or volumes-root can't be read;
   *     what was known before stays
   */
  public synchronized void refresh() throws IOException {
    Map<String, String> before = refused;
    look()
        .forEach((name, fault) -> {
          if (!fault.equals(before.get(name))) {
            LOG.warn("A VOLUME IS NOT SERVED: {}", fault);
          }
        });
  }

  /** Takes over what is there; says what is wrong with those that are left out, by name. */
  private Map<String, String> look() throws IOException {
    Map<String, VolumeDefinition> found = found();
    Map<String, String> faults = faults(found);
    found.keySet().removeAll(faults.keySet());
    volumes.keySet().retainAll(found.keySet());
    volumes.putAll(found);
    refused = faults;
    return faults;
  }

  private Map<String, String> faults(Map<String, VolumeDefinition> found) throws IOException {
    // What is served stays, and the newcomer goes.
    List<VolumeDefinition> order = new ArrayList<>();
    found.values().stream()
        .filter(volume -> volumes.containsKey(volume.name()))
        .forEach(order::add);
    found.values().stream()
        .filter(volume -> !volumes.containsKey(volume.name()))
        .forEach(order::add);
    Separation separation = Separation.of(settings);
    Map<String, String> faults = new TreeMap<>();
    for (VolumeDefinition volume : order) {
      String prefix = volume.removable() ? "volume " : "volumes.";
      String fault = separation.take(prefix + volume.name(), volume.root());
      if (fault != null) {
        faults.put(volume.name(), fault);
      }
    }
    return faults;
  }

  private Map<String, VolumeDefinition> found() throws IOException {
    Map<String, VolumeDefinition> found = new TreeMap<>();
    for (String name : volumesRoot.names()) {
      found.put(name, inVolumesRoot(name, volumesRoot.created(name)));
    }
    for (Map.Entry<String, VolumeEntry> entry : settings.volumes().entrySet()) {
      Path path = entry.getValue().path();
      if (path != null) {
        VolumeDefinition before = volumes.get(entry.getKey());
        boolean isGone = before != null && !Files.isDirectory(path); // Unmounted: it may come back.
        found.put(
            entry.getKey(), isGone ? before : configured(entry.getKey(), path, entry.getValue()));
      }
    }
    return found;
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
