package io.sluice.cli;

import io.sluice.catalog.Catalog;
import io.sluice.cluster.ClusterFault;
import io.sluice.config.Settings;
import io.sluice.config.SettingsFault;
import io.sluice.config.SettingsLoader;
import io.sluice.config.SettingsSources;
import io.sluice.telemetry.NodeHealth;
import io.sluice.telemetry.Telemetry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one node from its settings to its end. */
final class Server {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final NodeStarter starter;
  private final StopSignal stop;
  private final Terminal terminal;
  private final RandomGenerator random;

  /**
   * @param random unpredictable: secrets are made with it
   */
  Server(NodeStarter starter, StopSignal stop, Terminal terminal, RandomGenerator random) {
    this.starter = starter;
    this.stop = stop;
    this.terminal = terminal;
    this.random = random;
  }

  /**
   * Starts, says so, waits for the signal to stop, and closes.
   *
   * @throws SettingsFault when the settings can't be used
   * @throws StartFault when it could not start
   * @throws InterruptedException when the signal came before it had started
   */
  void run(SettingsSources sources) throws SettingsFault, StartFault, InterruptedException {
    stop.starting();
    Settings settings = SettingsLoader.load(sources);
    checkVolumes(settings);
    try (DataDirectory data = DataDirectory.hold(settings);
        Telemetry telemetry =
            Telemetry.create(Version.text(), settings.requestLog(), InstantSource.system())) {
      Administrator administrator = Administrator.of(settings, data, random);
      Catalog catalog = catalog(settings, administrator);
      telemetry.health().watch("volumes", catalog::warning);
      AccessApplier access = new AccessApplier(catalog, data, random);
      access.prepare(settings, settings).run();
      RunningNode node = start(settings, catalog, telemetry);
      List<SettingsApplier> appliers = new ArrayList<>(node.appliers());
      appliers.add(access);
      appliers.add(new RequestLogApplier(telemetry.requests()));
      try (SettingsWatch watch = new SettingsWatch(sources, settings, appliers, telemetry)) {
        watch.start();
        stop.serving();
        telemetry.health().moveTo(NodeHealth.State.READY);
        new Banner(settings, catalog, administrator).print(terminal, node);
        terminal.out().println("ready " + Banner.s3Url(settings, node));
        terminal.out().flush();
        stop.await();
      } finally {
        telemetry.health().moveTo(NodeHealth.State.DRAINING);
        node.close();
      }
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("the data directory was not let go cleanly");
    }
  }

  private static Catalog catalog(Settings settings, Administrator administrator) throws StartFault {
    try {
      return Catalog.open(settings, administrator.credential());
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Comes before the data directory, which may lie in a volume and would be made there. */
  private static void checkVolumes(Settings settings) throws StartFault {
    try {
      Catalog.check(settings);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static StartFault unusable(IOException cause) {
    return StartFault.settings("the volumes can't be used: " + cause.getMessage());
  }

  private RunningNode start(Settings settings, Catalog catalog, Telemetry telemetry)
      throws StartFault, InterruptedException {
    try {
      return starter.start(settings, catalog, telemetry);
    } catch (InterruptedException | StartFault e) {
      throw e;
    } catch (SettingsFault e) {
      throw StartFault.settings(String.valueOf(e.getMessage()));
    } catch (PortFault | ClusterFault e) {
      throw StartFault.runtime(String.valueOf(e.getMessage()));
    } catch (Exception | LinkageError e) {
      LOG.atDebug().setCause(e).log("start failed");
      throw StartFault.runtime("can't start: " + e);
    }
  }
}
