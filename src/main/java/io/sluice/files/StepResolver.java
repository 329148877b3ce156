package io.sluice.files;

import java.util.Arrays;

/**
 * For kernels and sandboxes without openat2(2): one openat(2) a segment, none of which follows a
 * link, so that a swap meanwhile gains nothing either. It costs two calls more a segment.
 */
final class StepResolver implements PathResolver {
  @Override
  public int open(int base, byte[] path, int flags, int mode) {
    int directory = base;
    int start = 0;
    while (true) {
      int slash = indexOfSlash(path, start);
      byte[] segment = Arrays.copyOfRange(path, start, slash);
      boolean last = slash == path.length;
      int next =
          isUp(segment)
              ? -Errno.EXDEV.number()
              : step(directory, segment, last ? flags : OpenFlags.PATH_DIRECTORY, mode);
      if (directory != base) {
        OpenCalls.close(directory);
      }
      if (next < 0 || last) {
        return next;
      }
      directory = next;
      start = slash + 1;
    }
  }

  private static int step(int directory, byte[] segment, int flags, int mode) {
    int result = OpenCalls.open(directory, segment, flags | OpenFlags.NO_FOLLOW, mode);
    if (result >= 0) {
      return linkNotAskedFor(result, flags) ? refuse(result) : result;
    }
    // With O_DIRECTORY a link is ENOTDIR, like a file; tell them apart as openat2 does.
    boolean asksForLink = (flags & OpenFlags.NO_FOLLOW) != 0;
    if (Errno.ENOTDIR.is(result) && !asksForLink && isLink(directory, segment)) {
      return -Errno.ELOOP.number();
    }
    return result;
  }

  private static boolean linkNotAskedFor(int opened, int flags) {
    if ((flags & OpenFlags.PATH) == 0 || (flags & OpenFlags.NO_FOLLOW) != 0) {
      return false;
    }
    try {
      return StatCalls.of(opened, "segment").status().type() == FileType.SYMBOLIC_LINK;
    } catch (FileFailure e) {
      return true;
    }
  }

  private static int refuse(int opened) {
    OpenCalls.close(opened);
    return -Errno.ELOOP.number();
  }

  private static boolean isLink(int directory, byte[] segment) {
    try {
      Stat stat = StatCalls.ofChild(directory, segment, "segment");
      return stat != null && stat.status().type() == FileType.SYMBOLIC_LINK;
    } catch (FileFailure e) {
      return false;
    }
  }

  private static boolean isUp(byte[] segment) {
    return segment.length == 2 && segment[0] == '.' && segment[1] == '.';
  }

  private static int indexOfSlash(byte[] path, int from) {
    int i = from;
    while (i < path.length && path[i] != '/') {
      i++;
    }
    return i;
  }
}
