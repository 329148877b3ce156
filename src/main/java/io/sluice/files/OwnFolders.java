package io.sluice.files;

import io.sluice.model.KeyRules;

/** The folders that Sluice keeps on a volume for itself. */
final class OwnFolders {
  /** Our part of the staging folder; other programs may keep theirs beside it. */
  static final String STAGING = KeyRules.STAGING_NAME + "/sluice";

  static final String PUT = STAGING + "/put";
  static final String UPLOADS = STAGING + "/uploads";

  /** Nobody else has business in there: what is half-written must not be seen or changed. */
  private static final int PRIVATE_MODE = 0700;

  private OwnFolders() {}

  static void makeStaging(Tree tree) throws FileFailure {
    make(tree, KeyRules.STAGING_NAME);
    make(tree, STAGING);
    make(tree, PUT);
    make(tree, UPLOADS);
    try (Descriptor ours = tree.openOwn(STAGING, OpenFlags.READ_DIRECTORY)) {
      if (ours.stat().status().mode() != PRIVATE_MODE) {
        FileFailure.check(AttributeCalls.setMode(ours.number(), PRIVATE_MODE), "fchmod", STAGING);
      }
    }
  }

  static void makeSidecars(Tree tree) throws FileFailure {
    make(tree, KeyRules.PRIVATE_NAME);
    make(tree, Sidecars.FOLDER);
  }

  /** Makes one folder whose parent exists; nothing happens when it is there. */
  static void make(Tree tree, String path) throws FileFailure {
    int slash = path.lastIndexOf('/');
    String parent = slash < 0 ? "." : path.substring(0, slash);
    try (Descriptor folder = tree.openOwn(parent, OpenFlags.READ_DIRECTORY)) {
      byte[] name = Tree.bytes(path.substring(slash + 1));
      int result = NameCalls.makeDirectory(folder.name(name), PRIVATE_MODE);
      if (Errno.EEXIST.is(result)) {
        return;
      }
      FileFailure.check(result, "mkdirat", path);
      tree.syncNames(folder);
    }
  }
}
