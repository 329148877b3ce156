package io.sluice.index;

import io.sluice.index.IndexFailure.Kind;
import java.util.Locale;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** What RocksDB's errors mean to us. */
final class Faults {
  private Faults() {}

  static Kind kind(RocksDBException e) {
    Status status = e.getStatus();
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (message.contains("lock hold by") || message.contains("while lock file")) {
      return Kind.IN_USE;
    }
    // A table or manifest that is named but gone is damage, not a passing failure.
    if (message.contains("no such file")) {
      return Kind.DAMAGED;
    }
    if (status == null) {
      return Kind.IO;
    }
    return switch (status.getCode()) {
      case Corruption, InvalidArgument, NotSupported -> Kind.DAMAGED;
      case Ok,
          NotFound,
          IOError,
          MergeInProgress,
          Incomplete,
          ShutdownInProgress,
          TimedOut,
          Aborted,
          Busy,
          Expired,
          TryAgain,
          Undefined ->
          Kind.IO;
    };
  }
}
