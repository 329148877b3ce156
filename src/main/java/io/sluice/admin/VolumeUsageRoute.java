package io.sluice.admin;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code GET /-/volumes/NAME/usage?prefix=P}: what the files of a volume add up to whose keys begin
 * with a prefix, as JSON.
 */
public final class VolumeUsageRoute implements AdminRoute {
  private static final Pattern PATH = Pattern.compile("/-/volumes/([A-Za-z0-9._-]+)/usage");

  private final BiFunction<String, String, Future<Map<String, Object>>> usage;

  /**
   * @param usage asks by volume and prefix; fails with a {@code RefusedException} that says
   *     NO_SUCH_BUCKET when there is no such volume
   */
  public VolumeUsageRoute(BiFunction<String, String, Future<Map<String, Object>>> usage) {
    this.usage = usage;
  }

  @Override
  public boolean take(HttpServerRequest request) {
    Matcher path = PATH.matcher(request.path() == null ? "" : request.path());
    if (!path.matches()) {
      return false;
    }
    if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
      Answers.methodNotAllowed(request, "GET, HEAD");
      return true;
    }
    String volume = path.group(1);
    String prefix = request.getParam("prefix", "");
    usage
        .apply(volume, prefix)
        .onSuccess(sums -> Answers.json(request, 200, body(volume, prefix, sums)))
        .onFailure(failure -> Answers.failure(request, failure));
    return true;
  }

  private static JsonObject body(String volume, String prefix, Map<String, Object> sums) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("volume", volume);
    body.put("prefix", prefix);
    body.putAll(sums);
    return new JsonObject(body);
  }
}
