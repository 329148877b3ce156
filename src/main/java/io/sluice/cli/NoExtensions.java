package io.sluice.cli;

import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;

/** An extension of Vert.x that does nothing: were there none, it would look in other places. */
public final class NoExtensions implements VertxServiceProvider {
  @Override
  public void init(VertxBootstrap bootstrap) {}
}
