package io.sluice.wire;

import io.sluice.history.Act;
import io.sluice.history.History;
import io.sluice.history.Operation;
import io.sluice.history.Operation.Outcome;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Does single operations by clients that never retry, and notes them. A body's first line names it,
 * and the rest follows from that, so that a part of one or a mixture of two is seen.
 */
final class Recorder {
  /** What no store may ever do, whatever the order. */
  final ConcurrentLinkedQueue<String> anomalies = new ConcurrentLinkedQueue<>();

  private static final int LONGEST = 60_000;

  private final History history;

  Recorder(History history) {
    this.history = history;
  }

  /** Who asks, through which node, for what. */
  record Asking(String who, S3AsyncClient s3, String bucket) {
    String name(String key) {
      return bucket + "/" + key;
    }
  }

  /** What a GET found: the name of the content, and its ETag. */
  record Found(String content, String etag) {}

  static byte[] body(String content) {
    byte[] line = (content + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] body = new byte[line.length + Math.floorMod(content.hashCode() * 31, LONGEST)];
    for (int i = 0; i < body.length; i++) {
      body[i] = line[i % line.length];
    }
    return body;
  }

  /** The name of a content; anything else is an anomaly. */
  String named(String key, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    String content = end < 0 ? text : text.substring(0, end);
    if (!Arrays.equals(body, body(content))) {
      anomalies.add(key + " is not what anybody wrote: " + body.length + " bytes of " + content);
    }
    return content;
  }

  /** Reads; null when there is nothing, or no answer. */
  @Nullable Found get(Asking by, String key) {
    long invoked = System.nanoTime();
    try {
      var got =
          by.s3()
              .getObject(r -> r.bucket(by.bucket()).key(key), AsyncResponseTransformer.toBytes())
              .join();
      long returned = System.nanoTime();
      String content = named(by.name(key), got.asByteArray());
      Act act = new Act.Get(by.name(key), Optional.of(content));
      history.note(new Operation(by.who(), act, invoked, returned, Outcome.OK));
      return new Found(content, got.response().eTag());
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof S3Exception s3 && s3.statusCode() == 404) {
        Act act = new Act.Get(by.name(key), Optional.empty());
        history.note(new Operation(by.who(), act, invoked, System.nanoTime(), Outcome.OK));
      }
      return null;
    }
  }

  /**
   * Writes in one piece.
   *
   * @param found for {@code If-Match}
   * @return whether it was done
   */
  boolean put(Asking by, String key, String content, Act.When when, @Nullable Found found) {
    Act act = new Act.Put(by.name(key), content, when);
    return noted(
        by,
        act,
        () ->
            by.s3()
                .putObject(
                    r -> {
                      r.bucket(by.bucket()).key(key);
                      if (when instanceof Act.IfAbsent) {
                        r.ifNoneMatch("*");
                      } else if (found != null) {
                        r.ifMatch(found.etag());
                      }
                    },
                    AsyncRequestBody.fromBytes(body(content)))
                .join());
  }

  boolean delete(Asking by, String key) {
    return noted(
        by,
        new Act.Delete(by.name(key)),
        () -> by.s3().deleteObject(r -> r.bucket(by.bucket()).key(key)).join());
  }

  boolean rename(Asking by, String from, String to) {
    return noted(
        by,
        new Act.Rename(by.name(from), by.name(to)),
        () -> by.s3().renameObject(r -> r.bucket(by.bucket()).key(to).renameSource(from)).join());
  }

  /** Writes by an upload of one part; only its completion is noted. */
  boolean complete(Asking by, String key, String content) {
    String id;
    String tag;
    try {
      id = by.s3().createMultipartUpload(r -> r.bucket(by.bucket()).key(key)).join().uploadId();
      tag =
          by.s3()
              .uploadPart(
                  r -> r.bucket(by.bucket()).key(key).uploadId(id).partNumber(1),
                  AsyncRequestBody.fromBytes(body(content)))
              .join()
              .eTag();
    } catch (CompletionException nothingSeen) {
      return false;
    }
    CompletedPart part = CompletedPart.builder().partNumber(1).eTag(tag).build();
    return noted(
        by,
        new Act.Put(by.name(key), content, new Act.Always()),
        () ->
            by.s3()
                .completeMultipartUpload(r ->
                    r.bucket(by.bucket()).key(key).uploadId(id).multipartUpload(m -> m.parts(part)))
                .join());
  }

  private boolean noted(Asking by, Act act, Supplier<?> call) {
    long invoked = System.nanoTime();
    Outcome outcome = outcome(by, act, call);
    if (outcome != null) {
      history.note(new Operation(by.who(), act, invoked, System.nanoTime(), outcome));
    }
    return outcome == Outcome.OK;
  }

  /** Null when it certainly was not done and that says nothing. */
  private @Nullable Outcome outcome(Asking by, Act act, Supplier<?> call) {
    try {
      Object _ = call.get();
      return Outcome.OK;
    } catch (CompletionException failed) {
      Throwable cause = failed.getCause();
      if (cause instanceof S3Exception s3 && s3.statusCode() < 500) {
        return refusal(by, act, s3);
      }
      return neverSent(cause) ? null : Outcome.UNKNOWN;
    }
  }

  private @Nullable Outcome refusal(Asking by, Act act, S3Exception s3) {
    String code = s3.awsErrorDetails() == null ? "" : s3.awsErrorDetails().errorCode();
    return switch (code) {
      case "PreconditionFailed" -> Outcome.REFUSED;
      case "NoSuchKey" -> absent(by, act);
      // Of a node whose clock was set; the SDK follows it from then on.
      case "RequestTimeTooSkewed" -> null;
      case "ConditionalRequestConflict", "OperationAborted" -> null;
      case "InternalError", "ServiceUnavailable", "SlowDown" -> Outcome.UNKNOWN;
      default -> {
        anomalies.add(by.who() + " " + act + ": " + s3.statusCode() + " " + s3.getMessage());
        yield Outcome.UNKNOWN;
      }
    };
  }

  /** Only what needs a key can miss it. */
  private Outcome absent(Asking by, Act act) {
    boolean needsKey =
        act instanceof Act.Rename
            || (act instanceof Act.Put put && put.when() instanceof Act.IfContent);
    if (!needsKey) {
      anomalies.add(by.who() + " " + act + ": 404");
    }
    return Outcome.REFUSED;
  }

  private static boolean neverSent(@Nullable Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof ConnectException) {
        return true;
      }
    }
    return false;
  }
}
