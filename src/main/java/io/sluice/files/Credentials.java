package io.sluice.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Who this process is to the kernel (proc(5), {@code status}).
 *
 * @param uid the one that files are opened by; negative when unknown
 * @param capabilities those in effect, as a mask (capabilities(7))
 */
record Credentials(int uid, long capabilities) {
  /** CAP_FOWNER. */
  private static final int FILE_OWNER = 3;

  /** The fourth of the numbers behind "Uid:". */
  private static final int FILE_SYSTEM_UID = 4;

  static Credentials ofProcess() {
    try {
      return of(Files.readAllLines(Path.of("/proc/self/status")));
    } catch (IOException | RuntimeException e) {
      return new Credentials(-1, 0);
    }
  }

  static Credentials of(List<String> status) {
    int uid = -1;
    long capabilities = 0;
    for (String line : status) {
      String[] words = line.split("\\s+", -1);
      if (words[0].equals("Uid:")) {
        uid = Integer.parseInt(words[FILE_SYSTEM_UID]);
      } else if (words[0].equals("CapEff:")) {
        capabilities = Long.parseUnsignedLong(words[1], 16);
      }
    }
    return new Credentials(uid, capabilities);
  }

  /** Whether a file may be treated as our own: most likely, since only the kernel knows. */
  boolean mayActAsOwner(FileStatus file) {
    return file.uid() == uid || (capabilities >> FILE_OWNER & 1) == 1;
  }
}
