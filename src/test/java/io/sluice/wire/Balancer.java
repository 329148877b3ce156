package io.sluice.wire;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A load balancer as simple as can be: each connection goes to the next node that takes it. It
 * knows nothing of HTTP.
 */
final class Balancer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 2_000;

  private final Vertx vertx = Vertx.vertx();
  private final NetClient client =
      vertx.createNetClient(new NetClientOptions().setConnectTimeout(PATIENCE_MILLIS));
  private final NetServer server = vertx.createNetServer();
  private final List<URI> nodes;
  private final AtomicInteger turn = new AtomicInteger();

  Balancer(List<URI> nodes) {
    this.nodes = List.copyOf(nodes);
    server.connectHandler(this::accept);
    server.listen(SocketAddress.inetSocketAddress(0, "127.0.0.1")).await();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  private void accept(NetSocket from) {
    from.pause();
    connected(turn.getAndIncrement(), nodes.size())
        .onSuccess(to -> join(from, to))
        .onFailure(_ -> from.close());
  }

  private Future<NetSocket> connected(int at, int left) {
    URI node = nodes.get(Math.floorMod(at, nodes.size()));
    Future<NetSocket> to = client.connect(node.getPort(), node.getHost());
    return left == 1 ? to : to.recover(_ -> connected(at + 1, left - 1));
  }

  private static void join(NetSocket from, NetSocket to) {
    from.exceptionHandler(_ -> to.close());
    to.exceptionHandler(_ -> from.close());
    from.pipeTo(to).onFailure(_ -> to.close());
    to.pipeTo(from).onFailure(_ -> from.close());
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
