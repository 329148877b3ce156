package io.sluice.cli;

import java.util.List;

/** A node whose ports are open. */
public interface RunningNode extends AutoCloseable {
  /** The S3 port that it listens on. */
  int s3Port();

  /** The management port that it listens on. */
  int adminPort();

  /** The parts that follow the settings while the node runs. */
  default List<SettingsApplier> appliers() {
    return List.of();
  }

  /**
   * Refuses new requests, lets those at work finish within the settings' drain timeout, and closes
   * all in reverse order of opening. What fails meanwhile is logged.
   */
  @Override
  void close();
}
