package io.sluice.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import io.sluice.operation.FailedAnswer;
import io.sluice.operation.RequestNotes;
import io.sluice.operation.ResponseBody;
import io.sluice.operation.S3Response;
import io.sluice.s3.ErrorTable;
import io.sluice.s3.RequestHead;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer, from the whole head to the last byte of both bodies. */
final class Exchange {
  private static final Logger log = LoggerFactory.getLogger(Exchange.class);

  /** How often a file may change under an answer that nothing was sent of. */
  private static final int ROUNDS = 4;

  private final ClientConnection client;
  private final HttpServerRequest request;
  private final RequestIds.Id id;
  private final RequestHead head;
  private final SocketBody body;
  private final ResponseWriter writer;
  private final RequestNotes notes = new RequestNotes();
  private final long startNanos;
  private @Nullable Refusal refusal;
  private @Nullable Runnable heldBack;
  private boolean admitted;
  private boolean handled;
  private boolean answering;
  private boolean answered;
  private boolean secondTry;
  private int rounds = 1;
  private long stamp;
  private int stalledTicks;
  private boolean cutOff;

  Exchange(ClientConnection client, HttpServerRequest request) {
    this.client = client;
    this.request = request;
    GatewayParts parts = client.state().parts();
    startNanos = parts.nanoClock().getAsLong();
    id = parts.ids().next();
    head = head(request);
    body = new SocketBody(client, request, this::closeUp);
    writer = new ResponseWriter(client, this, request);
  }

  private static RequestHead head(HttpServerRequest request) {
    RequestHead plain =
        RequestTarget.of(request.uri()).head(request.method().name(), request.headers());
    return request.isSSL() ? plain.overTls() : plain;
  }

  void start() {
    Refusal fault = fault();
    if (fault != null) {
      handled = true;
      answer(document(fault));
    } else if (client.gateway().isCrowded(startNanos, request)
        || !client.admission().enterRequest()) {
      handled = true;
      refuse(document(new Refusal(Reason.SLOW_DOWN, "Please reduce your request rate.")));
    } else {
      admitted = true;
      notes.crowd(client.admission().isCrowd());
      handle();
    }
  }

  /** What is wrong with the request as HTTP, null when nothing is. */
  private @Nullable Refusal fault() {
    if (request.decoderResult().isFailure()) {
      return undecodable(request.decoderResult().cause());
    }
    String encoding = request.getHeader(HttpHeaders.TRANSFER_ENCODING);
    if (encoding != null && !"chunked".equalsIgnoreCase(encoding.strip())) {
      return new Refusal(Reason.NOT_IMPLEMENTED, "The only Transfer-Encoding offered is chunked.");
    }
    int hosts = request.headers().getAll(HttpHeaders.HOST).size();
    if (hosts > 1 || (hosts == 0 && request.version() == HttpVersion.HTTP_1_1)) {
      return new Refusal(Reason.INVALID_REQUEST, "The request must have one Host header.");
    }
    if (!HeaderNames.areValid(head)) {
      return new Refusal(Reason.INVALID_REQUEST, "A header name has characters it must not have.");
    }
    return RequestTarget.fault(request.uri());
  }

  private static Refusal undecodable(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ ->
          new Refusal(Reason.INVALID_URI, "The request line is longer than the server accepts.");
      case TooLongHttpHeaderException _ ->
          new Refusal(
              Reason.REQUEST_HEADER_SECTION_TOO_LARGE,
              "The request's header lines are longer than the server accepts.");
      default -> new Refusal(Reason.INVALID_REQUEST, "The request is not valid HTTP/1.1.");
    };
  }

  private void handle() {
    if (forwards()) {
      return;
    }
    Future<S3Response> answer;
    try {
      answer = client.state().parts().handler().handle(head, body, notes);
    } catch (RuntimeException e) {
      answer = Future.failedFuture(e);
    }
    if (answer.isComplete()) {
      handled(answer); // Here already, as most reads are.
    } else {
      answer.onComplete(result -> client.onLoop(() -> handled(result)));
    }
  }

  /** Sends the request on, if its volume is on other nodes only. */
  private boolean forwards() {
    var forwarder = client.gateway().forwarder();
    var forwarding = client.state().parts().forwarding();
    if (forwarder.isEmpty() || forwarding.isEmpty()) {
      return false;
    }
    var places = forwarding.get().places(head);
    if (places.isEmpty()) {
      return false;
    }
    forwarder
        .get()
        .send(places, request, body)
        .onComplete(result -> client.onLoop(() -> forwarded(result)));
    return true;
  }

  private void handled(AsyncResult<S3Response> result) {
    handled = true;
    S3Response response = result.succeeded() ? result.result() : documentFor(result.cause());
    if (client.isGone()) {
      dispose(response.body());
      closeUp();
    } else if (refusal != null && refusal.reason() == Reason.SLOW_DOWN) {
      refuse(response);
    } else {
      answer(response);
    }
  }

  /** Answers later: a client that asks again at once would take the time of others. */
  private void refuse(S3Response response) {
    leaveRequests();
    Runnable telling =
        () -> {
          heldBack = null;
          if (!answered && !client.isGone()) {
            answer(response);
          }
        };
    heldBack = telling;
    client.gateway().refusals().hold(telling);
  }

  private void forwarded(AsyncResult<Forward> result) {
    handled = true;
    if (result.succeeded() && client.isGone()) {
      result.result().cancel();
      closeUp();
    } else if (result.succeeded()) {
      answering = true;
      writer.relay(result.result()).onComplete(sent -> client.onLoop(() -> answered(sent)));
    } else if (client.isGone()) {
      closeUp();
    } else {
      answer(documentFor(result.cause()));
    }
  }

  private void answer(S3Response response) {
    answering = true;
    writer.send(response).onComplete(result -> client.onLoop(() -> answered(result)));
  }

  private void answered(AsyncResult<Void> result) {
    if (hasChanged(result.cause()) && !writer.hasBegun() && !client.isGone() && rounds < ROUNDS) {
      rounds++;
      answering = false;
      handle(); // What was looked up is out of date, and nothing of it was sent.
      return;
    }
    if (result.failed() && !writer.hasBegun() && !secondTry && !client.isGone()) {
      secondTry = true;
      answer(documentFor(result.cause()));
      return;
    }
    if (answered) {
      return;
    }
    answered = true;
    report();
    if (result.failed()) {
      client.abort();
    } else if (!writer.closes()) {
      body.discard();
    } else if (body.isEnded() && request.decoderResult().isSuccess()) {
      client.close();
    } else {
      body.discard();
      client.linger();
    }
    closeUp();
  }

  private static boolean hasChanged(@Nullable Throwable cause) {
    return cause instanceof RefusedException refused
        && refused.refusal().reason() == Reason.SERVICE_UNAVAILABLE;
  }

  /** The socket closed under this exchange. */
  void gone() {
    body.breakOff(SocketBody.clientGone());
    writer.cancel();
    if (heldBack != null) {
      client.gateway().refusals().forget(heldBack);
      heldBack = null;
    }
    if (!answering && !answered) {
      answered = true;
      report();
    }
    closeUp();
  }

  /** Lets go of the connection, and of what a running request takes, once all is done. */
  private void closeUp() {
    if (handled && answered) {
      leaveRequests();
    }
    if (answered && (body.isEnded() || client.isGone())) {
      if (writer.closes()) {
        client.close();
      }
      client.ended(this);
    }
  }

  private void leaveRequests() {
    if (admitted) {
      admitted = false;
      body.letGo();
      client.admission().leaveRequest();
    }
  }

  private void report() {
    GatewayParts parts = client.state().parts();
    long nanos = parts.nanoClock().getAsLong() - startNanos;
    int status = writer.hasBegun() ? request.response().getStatusCode() : 0;
    RequestSummary summary =
        new RequestSummary(
            head,
            notes,
            client.remote(),
            status,
            errorCode(),
            body.receivedBytes(),
            writer.sentBytes(),
            nanos,
            id.requestId());
    try {
      parts.observer().done(summary);
    } catch (RuntimeException e) {
      log.atError().addKeyValue("requestId", id.requestId()).setCause(e).log("Observer failed");
    }
  }

  private @Nullable String errorCode() {
    if (cutOff) {
      return RequestSummary.CUT_OFF;
    }
    return refusal == null ? null : ErrorTable.error(refusal.reason()).code();
  }

  /** Whether its answer is not out yet. */
  boolean isAtWork() {
    return !answered;
  }

  /** The node has drained for long enough: ends this, answered or not. */
  void cutOff() {
    boolean isHalfSent = answering && !answered;
    if (!answered) {
      cutOff = true;
      answered = true;
      report();
    }
    if (isHalfSent) {
      client.abort();
    } else {
      client.close();
    }
  }

  /** Looks for a client that neither sends nor takes what this exchange waits for. */
  void tick() {
    long output = client.outputStamp();
    long now = output * 31 + body.receivedBytes();
    boolean waiting = output != 0 || body.isHungry();
    stalledTicks = waiting && now == stamp ? stalledTicks + 1 : 0;
    stamp = now;
    HttpTimeouts timeouts = client.state().settings().timeouts();
    if (stalledTicks > timeouts.ticks(timeouts.progressMillis())) {
      stalledTicks = 0;
      stalled();
    }
  }

  private void stalled() {
    log.atDebug()
        .addKeyValue("requestId", id.requestId())
        .addKeyValue("answering", answering)
        .log("Client stalled");
    if (answering) {
      client.abort();
    } else {
      body.breakOff(SocketBody.timedOut());
    }
  }

  /** Whether its answer, sent or on its way, is the connection's last. */
  boolean isLast() {
    return writer.closes();
  }

  SocketBody body() {
    return body;
  }

  /** The bucket that the request is for, once that was made out. */
  @Nullable String bucket() {
    return notes.bucket();
  }

  RequestIds.Id id() {
    return id;
  }

  /** Closes what an answer holds that will not be sent. */
  void dispose(ResponseBody unsent) {
    if (unsent instanceof ResponseBody.FileRange range) {
      client.closeFile(range.file());
    }
  }

  /** The error answer for a failure; a surprise is logged here and nowhere else. */
  S3Response documentFor(Throwable failure) {
    if (failure instanceof FailedAnswer answer) {
      return answer.with(documentFor(answer.failure()));
    }
    if (failure instanceof RefusedException refused) {
      return document(refused.refusal());
    }
    log.atError().addKeyValue("requestId", id.requestId()).setCause(failure).log("Request failed");
    return document(
        new Refusal(Reason.INTERNAL_ERROR, "We encountered an internal error. Please try again."));
  }

  private S3Response document(Refusal why) {
    refusal = why;
    return client.state().parts().errors().of(why, head, id.requestId(), id.hostId());
  }
}
