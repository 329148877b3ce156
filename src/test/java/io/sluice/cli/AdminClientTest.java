package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdminClientTest {
  @Test
  void a_node_that_takes_connections_and_says_nothing_is_given_up() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      try (AdminClient client = new AdminClient(url, Duration.ofSeconds(1))) {
        assertThatThrownBy(() -> client.get("/-/status"))
            .isInstanceOf(IOException.class)
            .hasMessage("the node at " + url + " does not answer (waited 1 s)");
      }
    }
  }
}
