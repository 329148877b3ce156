package io.sluice.cli;

import io.sluice.catalog.Access;
import io.sluice.catalog.Catalog;
import io.sluice.config.Settings;
import io.sluice.config.SettingsFault;
import java.util.random.RandomGenerator;

/** Lets users in and out as the settings say. */
record AccessApplier(Catalog catalog, DataDirectory data, RandomGenerator random)
    implements SettingsApplier {
  @Override
  public boolean takes(String path, Settings after) {
    return path.startsWith("users.") || path.equals("access-key") || path.equals("secret-key");
  }

  @Override
  public Runnable prepare(Settings before, Settings after) throws SettingsFault {
    try {
      Administrator administrator = Administrator.of(after, data, random);
      Access access = Access.of(administrator.credential(), after.users());
      return () -> catalog.grant(access);
    } catch (StartFault fault) {
      throw new SettingsFault("access-key", String.valueOf(fault.getMessage()));
    }
  }
}
