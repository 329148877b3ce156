package io.sluice.volume;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;

/** placeholder until the listing side is merged. */
public final class OwnedVolume {
  private final String name;
  private final CommandTable table;

  OwnedVolume(String name, CommandTable table) {
    this.name = name;
    this.table = table;
  }

  public String name() {
    return name;
  }

  public VolumeReply answer(VolumeCommand<?> command) {
    return table.answer(command);
  }
}
