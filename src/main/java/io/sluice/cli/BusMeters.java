package io.sluice.cli;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.bus.BusTraffic;

/** What went over the bus between this node and others, as {@code sluice.bus.*}. */
final class BusMeters {
  private BusMeters() {}

  static void register(MeterRegistry registry, BusTraffic traffic) {
    way(registry, "commands.sent", traffic.commandsOut());
    way(registry, "replies.received", traffic.repliesIn());
    way(registry, "commands.received", traffic.commandsIn());
    way(registry, "replies.sent", traffic.repliesOut());
  }

  private static void way(MeterRegistry registry, String name, BusTraffic.Way way) {
    FunctionCounter.builder("sluice.bus." + name, way, BusTraffic.Way::messages)
        .description("Messages between this node and others: " + name.replace('.', ' '))
        .register(registry);
    FunctionCounter.builder("sluice.bus." + name + ".bytes", way, BusTraffic.Way::bytes)
        .description("Their bytes")
        .register(registry);
  }
}
