package io.sluice.files;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders {@code put/EPOCH/} through which the owners of a volume publish, each through that of
 * its own epoch alone. A new owner empties and removes all others: after that no rename of a former
 * owner finds its source, or takes its target, however late the kernel gets to see it. So only the
 * fence makes such a folder, and nobody makes one again.
 *
 * <p>A finished upload's file comes in as {@code ID~FILE}, so that the fence can put it back.
 */
final class EpochFolders {
  private static final Logger log = LoggerFactory.getLogger(EpochFolders.class);
  private static final Pattern EPOCH = Pattern.compile("[1-9][0-9]{0,17}");

  /** How often a folder is emptied again into which gateways still put files. */
  private static final int ROUNDS = 1000;

  private final Tree tree;

  EpochFolders(Tree tree) {
    this.tree = tree;
  }

  /** Whether a name in {@code put/} is that of such a folder. */
  static boolean isEpoch(String name) {
    return EPOCH.matcher(name).matches();
  }

  /** The epochs that have a folder. */
  List<Long> epochs() throws FileFailure {
    List<Long> epochs = new ArrayList<>();
    for (byte[] name : StagedFiles.names(tree, OwnFolders.PUT)) {
      String text = ShownName.of(name);
      if (isEpoch(text) && isFolder(Long.parseLong(text))) {
        epochs.add(Long.valueOf(text));
      }
    }
    return epochs;
  }

  // A pod's file of such a name is in nobody's way.
  private boolean isFolder(long epoch) throws FileFailure {
    int opened = tree.tryOpenOwn(folder(epoch), OpenFlags.PATH_DIRECTORY);
    if (Tree.isAbsent(opened)) {
      return false;
    }
    Descriptor.of(opened, folder(epoch)).close();
    return true;
  }

  /** What may stop a fence half-way, by throwing. */
  interface Proof {
    void prove();
  }

  /**
   * Makes the folder of an epoch, and takes away all others. ESTALE when a later owner has been
   * here.
   *
   * @param proof asked before each step
   */
  void fence(long epoch, Proof proof) throws FileFailure {
    proof.prove();
    OwnFolders.make(tree, folder(epoch));
    for (int round = 0; round < ROUNDS; round++) {
      List<Long> others = epochs();
      others.remove(Long.valueOf(epoch));
      if (others.isEmpty()) {
        return;
      }
      for (long other : others) {
        proof.prove();
        if (other > epoch) {
          removeIfEmpty(epoch);
          throw new FileFailure(Errno.ESTALE, "fence", "epoch " + other + " is after " + epoch);
        }
        drain(other, epoch);
        removeIfEmpty(other);
      }
    }
    throw new FileFailure(Errno.EBUSY, "fence", folder(epoch));
  }

  private void drain(long from, long into) throws FileFailure {
    int source = tree.tryOpenOwn(folder(from), OpenFlags.READ_DIRECTORY);
    if (Tree.isAbsent(source)) {
      return;
    }
    try (Descriptor old = Descriptor.of(source, folder(from));
        Descriptor target = own(into)) {
      for (byte[] name : StagedFiles.names(tree, folder(from))) {
        if (!back(old, name)) {
          int result = NameCalls.rename(old.name(name), target.name(name), NameCalls.REPLACE);
          if (!Errno.ENOENT.is(result)) {
            FileFailure.check(result, "renameat2", ShownName.of(name));
          }
        }
      }
      tree.syncNames(target);
    }
  }

  /** Puts an upload's file back where its journal says that it is. */
  private boolean back(Descriptor folder, byte[] name) throws FileFailure {
    StagedName home = StagedName.ofEntered(ShownName.of(name));
    return home != null && moved(folder, name, home);
  }

  private boolean moved(Descriptor folder, byte[] name, StagedName to) throws FileFailure {
    int opened = tree.tryOpenOwn(to.folder(), OpenFlags.READ_DIRECTORY);
    if (Tree.isAbsent(opened)) {
      return false;
    }
    try (Descriptor target = Descriptor.of(opened, to.text())) {
      int result = NameCalls.rename(folder.name(name), target.name(to.name()), NameCalls.REPLACE);
      if (Errno.ENOENT.is(result)) {
        return false;
      }
      FileFailure.check(result, "renameat2", to.text());
      tree.syncNames(target);
      return true;
    }
  }

  /**
   * For a node without a cluster: what lies in folders of epochs goes back to where it came from.
   * What pods put in the way stays where it is.
   */
  void dissolve() throws FileFailure {
    for (long epoch : epochs()) {
      int opened = tree.tryOpenOwn(folder(epoch), OpenFlags.READ_DIRECTORY);
      if (Tree.isAbsent(opened)) {
        continue;
      }
      try (Descriptor old = Descriptor.of(opened, folder(epoch));
          Descriptor put = tree.openOwn(OwnFolders.PUT, OpenFlags.READ_DIRECTORY)) {
        for (byte[] name : StagedFiles.names(tree, folder(epoch))) {
          dissolve(old, put, name);
        }
      }
      removeIfEmpty(epoch);
    }
  }

  private void dissolve(Descriptor old, Descriptor put, byte[] name) {
    try {
      if (!back(old, name)) {
        int result = NameCalls.rename(old.name(name), put.name(name), NameCalls.REPLACE);
        FileFailure.check(result, "renameat2", ShownName.of(name));
      }
    } catch (FileFailure failure) {
      log.atWarn()
          .addKeyValue("folder", old.subject())
          .addKeyValue("file", ShownName.of(name))
          .setCause(failure)
          .log("left in the folder of a former owner");
    }
  }

  private void removeIfEmpty(long epoch) throws FileFailure {
    try (Descriptor put = tree.openOwn(OwnFolders.PUT, OpenFlags.READ_DIRECTORY)) {
      byte[] name = Tree.bytes(Long.toString(epoch));
      int result = NameCalls.unlink(put.name(name), NameCalls.REMOVE_DIRECTORY);
      if (!Errno.ENOTEMPTY.is(result) && !Errno.ENOENT.is(result)) {
        FileFailure.check(result, "unlinkat", folder(epoch));
        tree.syncNames(put);
      }
    }
  }

  /**
   * The open folder of an owner.
   *
   * @throws io.sluice.model.RefusedException with NOT_OWNER when another owner has removed it
   */
  Descriptor own(long epoch) throws FileFailure {
    int result = tree.tryOpenOwn(folder(epoch), OpenFlags.READ_DIRECTORY);
    if (Tree.isAbsent(result)) {
      throw fencedOff();
    }
    return Descriptor.of(result, folder(epoch));
  }

  /** Another owner's fence has been here. */
  static RuntimeException fencedOff() {
    return Refusal.exception(Reason.NOT_OWNER, "The volume has a new owner; try again.");
  }

  /**
   * Brings a staged file into an owner's folder, unless it is there.
   *
   * @return its name now; the same when it is nowhere
   */
  StagedName enter(StagedName staged, long epoch) throws FileFailure {
    StagedName inside = staged.in(epoch);
    try (Descriptor own = own(epoch)) {
      if (inside.equals(staged) || StatCalls.ofChild(own.number(), inside.name(), "") != null) {
        return inside;
      }
      int opened = tree.tryOpenOwn(staged.folder(), OpenFlags.PATH_DIRECTORY);
      if (Tree.isAbsent(opened)) {
        return staged;
      }
      try (Descriptor from = Descriptor.of(opened, staged.text())) {
        int result =
            NameCalls.rename(from.name(staged.name()), own.name(inside.name()), NameCalls.REPLACE);
        if (!Errno.ENOENT.is(result)) {
          FileFailure.check(result, "renameat2", staged.text());
        }
        return Errno.ENOENT.is(result) ? staged : inside;
      }
    }
  }

  /** Puts an upload's file back that was brought in and not published; other files stay. */
  void leave(StagedName staged, long epoch) throws FileFailure {
    StagedName inside = staged.in(epoch);
    if (StagedName.ofEntered(ShownName.of(inside.name())) == null) {
      return;
    }
    try (Descriptor own = own(epoch)) {
      moved(own, inside.name(), staged);
    }
  }

  /** The name under which a body lies now, which fences may have moved; null when it is nowhere. */
  @Nullable StagedName find(StagedName staged) throws FileFailure {
    if (exists(staged)) {
      return staged;
    }
    for (long epoch : epochs()) {
      StagedName elsewhere = staged.in(epoch);
      if (exists(elsewhere)) {
        return elsewhere;
      }
    }
    return null;
  }

  private boolean exists(StagedName staged) throws FileFailure {
    int result = tree.tryOpenOwn(staged.path(), OpenFlags.PATH_ANY);
    if (Tree.isAbsent(result)) {
      return false;
    }
    Descriptor.of(result, staged.text()).close();
    return true;
  }

  static String folder(long epoch) {
    return OwnFolders.PUT + "/" + epoch;
  }
}
