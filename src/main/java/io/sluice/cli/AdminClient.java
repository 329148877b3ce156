package io.sluice.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;

/** Asks a running node through its management port. */
final class AdminClient implements AutoCloseable {
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);

  /** For questions. What a node is told to do may take as long as it takes. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  private final URI base;
  private final Duration answerWithin;
  private final HttpClient http;

  /**
   * @param base such as {@code http://127.0.0.1:9001}
   */
  AdminClient(URI base) {
    this(base, ANSWER_WITHIN);
  }

  /** One of other patience. */
  AdminClient(URI base, Duration answerWithin) {
    this.base = base;
    this.answerWithin = answerWithin;
    this.http = HttpClient.newBuilder().connectTimeout(CONNECT_WITHIN).build();
  }

  /**
   * What a node answered.
   *
   * @param body as it came
   */
  record Answer(int status, String body) {
    boolean isSuccess() {
      return status / 100 == 2;
    }

    /** The body; empty when it is no JSON object. */
    JsonObject json() {
      try {
        return new JsonObject(body);
      } catch (DecodeException e) {
        return new JsonObject();
      }
    }

    /** What the node says is wrong. */
    String error() {
      return json().getString("error", "the node answered " + status);
    }
  }

  /**
   * Asks for a page.
   *
   * @param path such as {@code /-/status}, with its query
   * @throws IOException when no node answers, or none in time; the message names the URL
   */
  Answer get(String path) throws IOException, InterruptedException {
    return send(request(path).timeout(answerWithin).GET().build());
  }

  /** The same, where asking changes something, however long that takes. */
  Answer post(String path) throws IOException, InterruptedException {
    return send(request(path).POST(BodyPublishers.noBody()).build());
  }

  /** Asks for a page that comes line by line, for as long as the node has more to say. */
  HttpResponse<Stream<String>> lines(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    try {
      return http.send(request.build(), BodyHandlers.ofLines());
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /** A request for a path of this node. */
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path));
  }

  /** A text as part of a path or a query. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Answer send(HttpRequest request) throws IOException, InterruptedException {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (HttpConnectTimeoutException e) {
      throw unreachable(e);
    } catch (HttpTimeoutException e) {
      throw new IOException(
          "the node at %s does not answer (waited %d s)".formatted(base, answerWithin.toSeconds()),
          e);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private IOException unreachable(IOException cause) {
    return new IOException("no node answers at " + base + " (--admin-url names another)", cause);
  }

  @Override
  public void close() {
    // What was not waited for to its end is of no interest any more.
    http.shutdownNow();
  }
}
