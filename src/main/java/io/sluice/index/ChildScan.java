package io.sluice.index;

import io.sluice.model.ObjectKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The names that the index has directly in one directory, in key order. What lies deeper is jumped
 * over, one seek a sub-directory. Holds native memory; for one thread.
 */
public final class ChildScan implements AutoCloseable {
  private final IndexScan scan;
  private final byte[] directory;
  private final boolean isObject;

  /** The names directly in a directory, at one moment. */
  public static ChildScan of(VolumeIndex index, ObjectKey directory) {
    return after(index, directory, new byte[0]);
  }

  /** The same, with names above this one only. */
  public static ChildScan after(VolumeIndex index, ObjectKey directory, byte[] name) {
    return new ChildScan(index.scan(), directory, name);
  }

  ChildScan(IndexScan scan, ObjectKey directory, byte[] after) {
    this.scan = scan;
    this.directory = directory.utf8();
    this.isObject = after.length == 0 && skipSelf();
    if (after.length > 0) {
      seekAfter(after);
    }
  }

  /** Goes to what is in the directory; tells whether it is an object itself. */
  private boolean skipSelf() {
    scan.seek(directory);
    boolean found = Arrays.equals(scan.objectBytes(), directory);
    if (found) {
      scan.nextObject();
    }
    if (Arrays.equals(scan.directoryBytes(), directory)) {
      scan.nextDirectory();
    }
    return found;
  }

  private void seekAfter(byte[] after) {
    byte[] last = Arrays.copyOf(directory, directory.length + after.length);
    System.arraycopy(after, 0, last, directory.length, after.length);
    // Behind a sub-directory's name comes what lies in it.
    boolean isChild = after[after.length - 1] == '/';
    scan.seek(isChild ? KeyBytes.after(last) : KeyBytes.justAfter(last));
  }

  /** Whether the directory itself has a row among objects; false when begun after a name. */
  public boolean isObject() {
    return isObject;
  }

  /** The next name, null after the last. */
  public @Nullable IndexedChild next() {
    byte[] object = nameOf(scan.objectBytes());
    byte[] child = nameOf(scan.directoryBytes());
    int order = object == null || child == null ? 0 : Arrays.compareUnsigned(object, child);
    if (object != null && order <= 0) {
      return fromObject(object, child != null && order == 0);
    }
    if (child == null) {
      return null;
    }
    skip(child, false);
    return new IndexedChild(child, 0, 0, true);
  }

  private IndexedChild fromObject(byte[] name, boolean hasRow) {
    if (name[name.length - 1] == '/') {
      skip(name, true);
      if (hasRow) {
        skip(name, false);
      }
      return new IndexedChild(name, 0, 0, hasRow);
    }
    IndexedChild file = scan.objectFile(name);
    scan.nextObject();
    return file;
  }

  private void skip(byte[] name, boolean objects) {
    byte[] key = Arrays.copyOf(directory, directory.length + name.length);
    System.arraycopy(name, 0, key, directory.length, name.length);
    if (objects) {
      scan.seekObjects(KeyBytes.after(key));
    } else {
      scan.seekDirectories(KeyBytes.after(key));
    }
  }

  /** The first segment beneath the directory, null for a key outside it. */
  private byte @Nullable [] nameOf(byte @Nullable [] key) {
    if (key == null || !KeyBytes.startsWith(key, directory)) {
      return null;
    }
    int end = directory.length;
    while (end < key.length && key[end] != '/') {
      end++;
    }
    return Arrays.copyOfRange(key, directory.length, Math.min(end + 1, key.length));
  }

  @Override
  public void close() {
    scan.close();
  }
}
