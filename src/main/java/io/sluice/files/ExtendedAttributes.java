package io.sluice.files;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Attributes on the files themselves (xattr(7)): they travel with a rename and die with the file.
 */
final class ExtendedAttributes implements AttributeStore {
  /** Whether the kernel can be asked relative to a directory, as far as we know. */
  private volatile boolean relative = true;

  @Override
  public byte @Nullable [] get(Descriptor file, AttributeName name) throws FileFailure {
    int length = AttributeCalls.get(file.procPathBytes(), name.text());
    if (Errno.ENODATA.is(length) || Errno.EOPNOTSUPP.is(length)) {
      return null;
    }
    FileFailure.check(length, "getxattr", file.subject());
    MemorySegment value = Scratch.get().data().asSlice(0, length);
    byte[] stored = value.toArray(ValueLayout.JAVA_BYTE);
    return name == AttributeName.TAGS ? PackedValue.unpack(stored) : stored;
  }

  @Override
  public boolean isBare(Descriptor directory, byte[] name) {
    if (!relative) {
      return isBareByPath(directory, name);
    }
    int length = AttributeCalls.lengthAt(directory.number(), name, AttributeName.META.text());
    if (Errno.ENOSYS.is(length) || Errno.EPERM.is(length)) {
      relative = false;
      return isBareByPath(directory, name);
    }
    return Errno.ENODATA.is(length);
  }

  private static boolean isBareByPath(Descriptor directory, byte[] name) {
    byte[] parent = directory.procPathBytes();
    byte[] path = Arrays.copyOf(parent, parent.length + 1 + name.length);
    path[parent.length] = '/';
    System.arraycopy(name, 0, path, parent.length + 1, name.length);
    return Errno.ENODATA.is(AttributeCalls.lengthOf(path, AttributeName.META.text()));
  }

  @Override
  public void set(Descriptor file, AttributeName name, byte[] value) throws FileFailure {
    byte[] stored = name == AttributeName.TAGS ? PackedValue.pack(value) : value;
    int result = AttributeCalls.set(file.number(), name.text(), stored);
    if (result == -Errno.E2BIG) {
      throw new FileFailure(Errno.ERANGE, "fsetxattr", file.subject());
    }
    FileFailure.check(result, "fsetxattr", file.subject());
  }

  @Override
  public boolean packs() {
    return true;
  }

  @Override
  public void remove(Descriptor file, AttributeName name) throws FileFailure {
    int result = AttributeCalls.remove(file.number(), name.text());
    if (!Errno.ENODATA.is(result)) {
      FileFailure.check(result, "fremovexattr", file.subject());
    }
  }

  @Override
  public void forget(Stat stat) {
    // The kernel did.
  }
}
