package io.sluice.files;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * Tries every special call once on two small files in the staging folder. What fails here, whatever
 * the reason, is replaced for as long as the volume is open.
 */
final class Probes {
  private static final byte[] CONTENT = {'x'};

  private final Tree tree;
  private final byte[] firstName;
  private final byte[] secondName;

  Probes(Tree tree, RandomGenerator random) {
    this.tree = tree;
    String name = "probe-" + HexFormat.of().toHexDigits(random.nextLong());
    firstName = (name + "-1").getBytes(StandardCharsets.US_ASCII);
    secondName = (name + "-2").getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether the kernel, and the sandbox around us, let us use openat2(2). */
  static boolean openat2(Descriptor root) {
    int result =
        OpenCalls.openBeneath(root.number(), new byte[] {'.'}, OpenFlags.PATH_DIRECTORY, 0);
    if (result >= 0) {
      OpenCalls.close(result);
    }
    return result >= 0;
  }

  /** What was found, and the owner that new files can be given. */
  record Findings(Capabilities capabilities, Owner owner) {}

  Findings run(boolean openat2, Owner wanted) throws FileFailure {
    try (Descriptor folder = tree.openOwn(OwnFolders.PUT, OpenFlags.PATH_DIRECTORY)) {
      try (Descriptor first = make(folder, firstName);
          Descriptor second = make(folder, secondName)) {
        boolean isFull = isFull(first);
        FileSystems.Known kind =
            FileSystems.of(StatCalls.fileSystem(first.number(), "probe").magic());
        Owner owner = possibleOwner(first, wanted);
        Capabilities capabilities =
            new Capabilities(
                kind.name(),
                kind.isNetwork(),
                openat2,
                renameNoReplace(folder),
                isFull || copyFileRange(first, second),
                readNoWait(first),
                userAttributes(first),
                first.stat().bornNanos() != 0,
                owner.equals(wanted));
        return new Findings(capabilities, owner);
      } finally {
        NameCalls.unlink(folder.name(firstName), 0);
        NameCalls.unlink(folder.name(secondName), 0);
        NameCalls.unlink(folder.name(movedName()), 0);
      }
    }
  }

  /** A full volume can still be read, and freed: it must open. Copies then find out as they go. */
  private static boolean isFull(Descriptor file) throws FileFailure {
    try {
      SmallFile.write(file, 0, CONTENT);
      return false;
    } catch (FileFailure failure) {
      if (failure.errno() != Errno.ENOSPC && failure.errno() != Errno.EDQUOT) {
        throw failure;
      }
      return true;
    }
  }

  private Descriptor make(Descriptor folder, byte[] name) throws FileFailure {
    int flags = OpenFlags.READ_WRITE | OpenFlags.CREATE | OpenFlags.EXCLUSIVE;
    return Descriptor.of(tree.tryOpenChild(folder, name, flags), "probe");
  }

  /** The name must be free: a taken one is refused before the file system is asked. */
  private boolean renameNoReplace(Descriptor folder) {
    return NameCalls.rename(folder.name(secondName), folder.name(movedName()), NameCalls.NO_REPLACE)
        >= 0;
  }

  private byte[] movedName() {
    return (new String(secondName, StandardCharsets.US_ASCII) + "-moved")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean copyFileRange(Descriptor from, Descriptor to) {
    return DataCalls.copy(
            new DataCalls.Place(from.number(), 0),
            new DataCalls.Place(to.number(), 0),
            CONTENT.length)
        == CONTENT.length;
  }

  private static boolean readNoWait(Descriptor file) {
    long result = DataCalls.readNoWait(file.number(), CONTENT.length, 0);
    return result >= 0 || Errno.EAGAIN.is(result);
  }

  private static boolean userAttributes(Descriptor file) {
    int result = AttributeCalls.set(file.number(), AttributeName.META.text(), CONTENT);
    // No room is no answer to the question, and what was stored there before must be found again.
    return result >= 0 || Errno.ENOSPC.is(result) || Errno.EDQUOT.is(result);
  }

  /** As much of the wanted owner as we may give: all, the group alone, or nothing. */
  private static Owner possibleOwner(Descriptor file, Owner wanted) {
    if (AttributeCalls.setOwner(file.number(), wanted.uid(), wanted.gid()) >= 0) {
      return wanted;
    }
    return AttributeCalls.setOwner(file.number(), -1, wanted.gid()) >= 0
        ? new Owner(-1, wanted.gid())
        : Owner.AS_MADE;
  }
}
