package io.sluice.files;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The sidecars in one folder, by the inodes that they are named by; for one thread. */
public final class SidecarNames implements AutoCloseable {
  private static final Pattern INODE = Pattern.compile("[0-9]{1,20}");

  private final Tree tree;
  private final String path;
  private @Nullable Descriptor folder;
  private @Nullable DirectoryReader reader;

  SidecarNames(Tree tree, String path) {
    this.tree = tree;
    this.path = path;
  }

  /**
   * Shows some thousand more, if need be none; there are none where there is no folder.
   *
   * @param others names of something else
   * @return false at the end
   */
  public boolean next(LongConsumer inodes, Consumer<String> others) throws FileFailure {
    DirectoryReader open = reader == null ? open() : reader;
    return open != null && open.next(name -> tell(name, inodes, others));
  }

  private @Nullable DirectoryReader open() throws FileFailure {
    int opened = tree.tryOpenOwn(path, OpenFlags.READ_DIRECTORY);
    if (Tree.isAbsent(opened)) {
      return null;
    }
    Descriptor open = Descriptor.of(opened, path);
    folder = open;
    reader = new DirectoryReader(open);
    return reader;
  }

  private static void tell(NameView name, LongConsumer inodes, Consumer<String> others) {
    String text = new String(name.bytes(), name.from(), name.length(), StandardCharsets.ISO_8859_1);
    try {
      if (INODE.matcher(text).matches()) {
        inodes.accept(Long.parseUnsignedLong(text));
        return;
      }
    } catch (NumberFormatException tooLarge) {
      // Not ours then.
    }
    others.accept(text);
  }

  @Override
  public void close() {
    if (folder != null) {
      folder.close();
      folder = null;
      reader = null;
    }
  }
}
