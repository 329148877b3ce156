package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.BucketSummary;
import io.sluice.operation.Elsewhere;
import io.sluice.operation.Forwarding;
import io.sluice.operation.MountedVolumes;
import io.sluice.operation.RequestBody;
import io.sluice.operation.ResponseBody;
import io.sluice.operation.S3Response;
import io.sluice.s3.RequestHead;
import io.sluice.s3.RequestRouter;
import io.sluice.s3.RoutingSettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A gateway that mounts nothing, in front of one that answers. */
@SuppressWarnings("StringConcatToTextBlock") // Requests have CR LF.
class ForwardingTest {
  private static final String MARK = "only the cluster knows";

  private final List<RequestHead> seen = new CopyOnWriteArrayList<>();
  private final AtomicLong received = new AtomicLong();
  private final Promise<S3Response> never = Promise.promise();
  private final AtomicBoolean member = new AtomicBoolean(true);
  private final AtomicInteger looks = new AtomicInteger();
  private final GatewayFixture behind = new GatewayFixture(this::answer);
  private final Vertx vertx = Vertx.vertx();
  private final HttpGateway front = gateway(behind.gateway.port());

  @AfterEach
  void close() {
    never.fail("the test is over");
    GatewayFixture.await(front.close());
    GatewayFixture.await(vertx.close());
    behind.close();
  }

  /** Nobody listens there. */
  private static int closedPort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpGateway gateway(int port) {
    return front(
        vertx,
        HttpSettings.defaults("127.0.0.1", 0, 1).withTimeouts(GatewayFixture.QUICK),
        new Elsewhere.Place("behind", "127.0.0.1", port, false),
        () -> {
          looks.incrementAndGet();
          return member.get();
        });
  }

  /** A gateway of a node that mounts nothing. */
  static HttpGateway front(Vertx vertx, HttpSettings settings, Elsewhere.Place reached) {
    return front(vertx, settings, reached, () -> true);
  }

  /** One other node, as its place, a dead one beside it, and whether it is there. */
  private record OneOther(Place reached, BooleanSupplier member) implements Elsewhere {
    @Override
    public List<Place> of(String bucket) {
      return switch (bucket) {
        case "far" -> List.of(reached);
        case "far-beside-a-dead-one" ->
            List.of(new Place("dead", "127.0.0.1", closedPort(), reached.tls()), reached);
        default -> List.of();
      };
    }

    @Override
    public boolean isThere(Place place) {
      return member.getAsBoolean();
    }

    @Override
    public boolean isLost(String bucket) {
      return false;
    }

    @Override
    public boolean hangsHere(String bucket) {
      return false;
    }

    @Override
    public List<BucketSummary> buckets() {
      return List.of();
    }
  }

  private static HttpGateway front(
      Vertx vertx, HttpSettings settings, Elsewhere.Place reached, BooleanSupplier member) {
    Elsewhere elsewhere = new OneOther(reached, member);
    var forwarding =
        new Forwarding(
            new RequestRouter(new RoutingSettings(List.of())),
            new MountedVolumes(),
            elsewhere,
            MARK);
    var parts =
        new GatewayParts(
            (head, body, _) -> Future.succeededFuture(GatewayFixture.text("answered in front")),
            new PlainErrors(),
            _ -> {},
            new RequestIds(new Random(reached.port())),
            InstantSource.system(),
            System::nanoTime,
            Optional.of(forwarding),
            _ -> true);
    return GatewayFixture.await(HttpGateway.start(vertx, settings, parts));
  }

  /** Echoes small bodies, counts long ones. */
  private Future<S3Response> answer(RequestHead head, RequestBody body) {
    seen.add(head);
    if (head.rawPath().endsWith("/refused")) {
      return Future.succeededFuture(
          new S3Response(403, List.of(), new ResponseBody.Bytes(Buffer.buffer("no"))));
    }
    if (head.rawPath().endsWith("/long")) {
      return body.drainTo(batch -> batch.forEach(piece -> received.addAndGet(piece.remaining())))
          .map(_ -> GatewayFixture.text("" + received.get()));
    }
    if (head.rawPath().endsWith("/never")) {
      return body.drainTo(batch -> batch.forEach(piece -> received.addAndGet(piece.remaining())))
          .compose(_ -> never.future());
    }
    if (head.rawPath().endsWith("/big")) {
      return Future.succeededFuture(
          new S3Response(
              200, List.of(), new ResponseBody.Bytes(Buffer.buffer(new byte[20_000_000]))));
    }
    return body.collect(1000)
        .map(content ->
            new S3Response(
                200,
                List.of(Map.entry("x-amz-meta-a", "b"), Map.entry("ETag", "\"t\"")),
                new ResponseBody.Bytes(Buffer.buffer(content))));
  }

  @Test
  void a_request_comes_through_as_it_was_sent() throws Exception {
    try (RawClient client = new RawClient(front.port())) {
      client.send(
          "PUT /far/a%20b%2Fc/%C3%A4?x=%2f&versionId= HTTP/1.1\r\nHost: s3.example:123\r\n"
              + "Authorization: AWS4-HMAC-SHA256 x=y\r\nX-Amz-Meta-Q: a  b\r\nX-Amz-Meta-Q: c\r\n"
              + "Connection: keep-alive, X-Hop\r\nX-Hop: 1\r\nContent-Length: 5\r\n\r\nhello");
      RawClient.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("hello");
      assertThat(answer.header("etag")).isEqualTo("\"t\"");
      assertThat(answer.header("x-amz-meta-a")).isEqualTo("b");
      assertThat(answer.header("x-amz-request-id")).isNotEmpty();
    }
    RequestHead head = seen.getFirst();
    assertThat(head.rawPath()).isEqualTo("/far/a%20b%2Fc/%C3%A4");
    assertThat(head.rawQuery()).isEqualTo("x=%2f&versionId=");
    assertThat(head.header("host")).isEqualTo("s3.example:123");
    assertThat(head.header("authorization")).isEqualTo("AWS4-HMAC-SHA256 x=y");
    assertThat(head.allHeaders("x-amz-meta-q")).containsExactly("a  b", "c");
    assertThat(head.header("x-hop")).isNull();
    assertThat(head.header(Forwarding.HEADER)).isEqualTo(MARK);
  }

  @Test
  void a_node_that_takes_no_connection_is_passed_over() throws Exception {
    try (RawClient client = new RawClient(front.port())) {
      client.send(
          "PUT /far-beside-a-dead-one/k HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
      assertThat(client.read().body()).isEqualTo("hello");
    }
  }

  @Test
  void a_body_of_chunks_and_a_head_without_a_body_come_through() throws Exception {
    try (RawClient client = new RawClient(front.port())) {
      client.send(
          "PUT /far/k HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
      assertThat(client.read().body()).isEqualTo("abcde");
      client.send("HEAD /far/big HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.read(true).header("content-length")).isEqualTo("20000000");
      client.send("GET /far/big HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.read().body()).hasSize(20_000_000);
    }
  }

  @Test
  void a_client_is_told_to_go_on_only_by_the_node_that_answers() throws Exception {
    try (RawClient client = new RawClient(front.port())) {
      client.send(
          "PUT /far/k HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      assertThat(client.readHead().status()).isEqualTo(100);
      client.send("ok");
      assertThat(client.read().body()).isEqualTo("ok");
      client.send(
          "PUT /far/refused HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
              + "Content-Length: 2\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(403);
    }
  }

  @Test
  void a_long_body_streams_through_both() throws Exception {
    try (RawClient client = new RawClient(front.port())) {
      int size = 30_000_000;
      client.send("PUT /far/long HTTP/1.1\r\nHost: h\r\nContent-Length: " + size + "\r\n\r\n");
      client.send(new byte[size / 2]);
      // The first half is there before the second was sent: nobody waits for the whole.
      Awaitility.await().until(() -> received.get() == size / 2);
      client.send(new byte[size / 2]);
      assertThat(client.read().body()).isEqualTo("" + size);
    }
  }

  @Test
  void what_was_forwarded_is_not_forwarded_again_but_nobody_else_can_say_so() throws Exception {
    try (RawClient client = new RawClient(front.port())) {
      client.send("GET /far/k HTTP/1.1\r\nHost: h\r\nX-Sluice-Forwarded: " + MARK + "\r\n\r\n");
      assertThat(client.read().body()).isEqualTo("answered in front");
      client.send("GET /far/k HTTP/1.1\r\nHost: h\r\nX-Sluice-Forwarded: a guess\r\n\r\n");
      assertThat(client.read().body()).isEmpty();
      assertThat(seen).hasSize(1);
      assertThat(seen.getFirst().allHeaders(Forwarding.HEADER)).containsExactly(MARK);
      client.send("GET /near/k HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.read().body()).isEqualTo("answered in front");
    }
  }

  @Test
  void a_node_that_is_not_there_is_an_answer() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = socket.getLocalPort();
    }
    HttpGateway lost = gateway(nobody);
    try (RawClient client = new RawClient(lost.port())) {
      client.send("PUT /far/k HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
      assertThat(client.read().status()).isEqualTo(503);
    }
    GatewayFixture.await(lost.close());
  }

  @Test
  void a_client_that_goes_away_is_gone_for_the_other_node_too() throws Exception {
    try (RawClient client = new RawClient(front.port())) {
      client.send("PUT /far/never HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nhello");
      Awaitility.await().until(() -> received.get() == 5);
    }
    Awaitility.await().until(() -> behind.gateway.requests() == 0);
    Awaitility.await().until(() -> front.requests() == 0);
  }

  @Test
  void a_member_may_take_its_time_and_one_that_left_is_waited_for_no_more() throws Exception {
    try (RawClient client = new RawClient(front.port())) {
      client.send("PUT /far/never HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
      Awaitility.await().until(() -> looks.get() > 5);
      assertThat(front.requests()).isEqualTo(1);
      member.set(false);
      RawClient.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).contains("SLOW_DOWN");
    }
    Awaitility.await().until(() -> front.requests() == 0);
  }

  @Test
  void a_body_that_a_node_took_half_of_before_it_left_is_answered() throws Exception {
    try (RawClient client = new RawClient(front.port())) {
      client.send("PUT /far/never HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhello");
      Awaitility.await().until(() -> received.get() == 5);
      member.set(false);
      assertThat(client.read().status()).isEqualTo(503);
    }
  }

  @Test
  void an_answer_that_stands_still_when_its_node_left_is_broken_off() throws Exception {
    try (RawClient client = new RawClient(front.port())) {
      client.send("GET /far/big HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.readHead().status()).isEqualTo(200);
      // Nothing is read any more: front and behind wait.
      member.set(false);
      Awaitility.await().until(() -> front.requests() == 0);
    }
  }
}
