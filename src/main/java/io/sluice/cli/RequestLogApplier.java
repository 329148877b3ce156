package io.sluice.cli;

import io.sluice.config.Settings;
import io.sluice.telemetry.RequestLog;

/** Turns the request log on and off. */
record RequestLogApplier(RequestLog requests) implements SettingsApplier {
  @Override
  public boolean takes(String path, Settings after) {
    return path.equals("request-log");
  }

  @Override
  public Runnable prepare(Settings before, Settings after) {
    return () -> requests.setLogged(after.requestLog());
  }
}
