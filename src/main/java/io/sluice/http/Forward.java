package io.sluice.http;

import io.sluice.operation.Elsewhere;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One request that another node answers, until the last byte of its answer is here. Confined to its
 * event loop.
 *
 * <p>A node may take as long as it likes, as one does that completes a large upload; but one that
 * was stopped keeps its connections open and will never say that it has ended. So what counts is
 * whether it still is a member of the cluster, and for one that is none, whether bytes still come.
 */
final class Forward {
  private final Elsewhere.Place place;
  private final HttpClientRequest onward;
  private final Promise<HttpClientResponse> head;
  private @Nullable HttpClientResponse answer;
  private boolean moved = true;

  Forward(Elsewhere.Place place, HttpClientRequest onward, Promise<HttpClientResponse> head) {
    this.place = place;
    this.onward = onward;
    this.head = head;
  }

  /** The answer's head is here. */
  void answered(HttpClientResponse begun) {
    moved = true;
    answer = begun.pause();
    head.tryComplete(begun);
  }

  /** Something was taken by the other node, or came from it. */
  void moved() {
    moved = true;
  }

  /** The answer, once its head is here. */
  HttpClientResponse answer() {
    HttpClientResponse begun = answer;
    if (begun == null) {
      throw new IllegalStateException("there is no answer yet");
    }
    return begun;
  }

  /** Breaks off if the node is gone, and nothing moved since the last look. */
  void look(Predicate<Elsewhere.Place> isThere) {
    if (!moved && !isThere.test(place)) {
      head.tryFail(ForwardedBody.gone());
      cancel();
    }
    moved = false;
  }

  /** The other node need not go on. */
  void cancel() {
    onward.reset();
  }
}
