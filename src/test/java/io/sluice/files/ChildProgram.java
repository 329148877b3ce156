package io.sluice.files;

import static io.sluice.files.Samples.bytes;
import static io.sluice.files.Samples.errnoOf;
import static io.sluice.files.Samples.key;
import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a process of its own does: under another locale, with few descriptors, or without root's
 * rights. Prints one line a finding, in ASCII.
 */
final class ChildProgram {
  private static final String UMLAUT = "\u00FC.txt";

  private ChildProgram() {}

  public static void main(String[] args) throws Exception {
    try (VolumeRoot root = VolumeRoot.open(Path.of(args[1]), FileSettings.DEFAULT)) {
      switch (args[0]) {
        case "locale" -> locale(root);
        case "descriptors" -> descriptors(root);
        case "rights" -> rights(root);
        default -> throw new IllegalArgumentException(args[0]);
      }
    }
  }

  private static void locale(VolumeRoot root) throws Exception {
    print("charset " + System.getProperty("sun.jnu.encoding"));
    for (DirectoryEntry entry : Samples.entries(root, "")) {
      print("listed " + escape(requireNonNull(entry.key()).toString()));
    }
    print("read " + new String(requireNonNull(Samples.read(root, UMLAUT)), StandardCharsets.UTF_8));
    root.makeDirectories(key("\u00E4/\uD834\uDD1E/"));
    Samples.put(root, "\u00E4/\uD834\uDD1E/" + UMLAUT, bytes(3));
    print("status " + requireNonNull(root.status(key("\u00E4/\uD834\uDD1E/"))).type());
  }

  private static void descriptors(VolumeRoot root) throws Exception {
    // All classes must be loaded while there are descriptors for it.
    print("first " + errnoOf(() -> Samples.put(root, "absent/file", bytes(1))));
    requireNonNull(root.open(key(UMLAUT))).close();
    List<OpenFile> open = new ArrayList<>();
    Errno errno = null;
    while (errno == null && open.size() < 10_000) {
      errno = errnoOf(() -> open.add(requireNonNull(root.open(key(UMLAUT)))));
    }
    print("open " + errno);
    Errno create = null; // An open file needs two descriptors, so one may be left.
    for (int i = 0; create == null && i < 3; i++) {
      create = errnoOf(() -> root.staging().create());
    }
    print("create " + create);
    open.forEach(OpenFile::close);
    print("after " + errnoOf(() -> requireNonNull(root.open(key(UMLAUT))).close()));
    Samples.put(root, "again", bytes(3));
    root.remove(key("again"));
  }

  private static void rights(VolumeRoot root) throws Exception {
    print("owner " + root.capabilities().changesOwner());
    print("file " + errnoOf(() -> root.open(key("secret"))));
    print("below " + errnoOf(() -> root.status(key("closed/file"))));
    print("scan " + errnoOf(() -> root.scan(key("closed/"))));
    print("publish " + errnoOf(() -> Samples.put(root, "closed/file", bytes(1))));
    print("make " + errnoOf(() -> root.makeDirectories(key("closed/dir/"))));
    print("status " + requireNonNull(root.status(key("secret"))).type());
    print("put " + errnoOf(() -> Samples.put(root, "mine", bytes(1))));
  }

  private static String escape(String text) {
    return text.replace("\u00FC", "ue");
  }

  private static void print(String line) {
    System.out.println("> " + line);
  }
}
