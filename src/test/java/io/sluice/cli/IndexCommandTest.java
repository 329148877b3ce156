package io.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The commands about an index, and a node that says what the test wants. */
class IndexCommandTest {
  private static final String STATUS =
      """
      {"crawl": {"state": "checking", "walks": 1, "directories": 2, "directoriesExpected": 3,
        "files": 10, "bytes": 11, "entriesPerSecond": 5}, "usage": {"files": 1200, "bytes": 3400}}
      """;

  private final StringWriter out = new StringWriter();

  @Test
  void status_says_what_the_index_holds_now_not_when_the_walk_last_looked() throws Exception {
    HttpServer node =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    node.createContext(
        "/-/volumes/demo/index",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(STATUS.getBytes(UTF_8));
          exchange.close();
        });
    node.start();
    try {
      String url = "http://127.0.0.1:" + node.getAddress().getPort();
      PrintWriter to = new PrintWriter(out, true);
      Cli cli = new Cli(Map.of(), BareNode::start, new Terminal(to, to));
      assertThat(cli.run(new StopSignal(), "index", "status", "demo", "--admin-url", url)).isZero();
    } finally {
      node.stop(0);
    }
    assertThat(out.toString()).contains("holds     1,200 files, 3,400 bytes");
  }
}
