package io.sluice.cli;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * Vert.x without a cluster. It looks for extensions wherever it can and so would load Hazelcast,
 * which costs a node time and memory that never uses it.
 */
final class PlainVertx {
  private static final String EXTENSIONS =
      "META-INF/services/io.vertx.core.spi.VertxServiceProvider";
  private static final String NONE = "META-INF/sluice/no-extensions";

  private PlainVertx() {}

  static Vertx start(VertxOptions options) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(new WithoutExtensions(PlainVertx.class.getClassLoader()));
    try {
      return Vertx.vertx(options);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static final class WithoutExtensions extends ClassLoader {
    WithoutExtensions(ClassLoader parent) {
      super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return name.equals(EXTENSIONS)
          ? Collections.enumeration(List.of(own()))
          : super.getResources(name);
    }

    private URL own() throws IOException {
      URL found = getParent().getResource(NONE);
      if (found == null) {
        throw new IOException("the jar lacks " + NONE);
      }
      return found;
    }
  }
}
