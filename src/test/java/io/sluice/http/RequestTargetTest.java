package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.vertx.core.MultiMap;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestTargetTest {
  @ParameterizedTest
  @CsvSource({
    "/, /, ''",
    "/a/b, /a/b, ''",
    "/a?, /a, ''",
    "/a?b=c?d, /a, b=c?d",
    "//a//, //a//, ''",
    "/%2E%2e/?x=%20, /%2E%2e/, x=%20",
    "http://h/a?b, /a, b",
    "HTTPS://h:1, /, ''",
    "http://h?b=/c, /, b=/c",
  })
  void splits_at_the_first_question_mark_and_decodes_nothing(
      String target, String path, String query) {
    assertThat(RequestTarget.of(target)).isEqualTo(new RequestTarget(path, query));
    assertThat(RequestTarget.fault(target)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "*", "a/b", "h:443", "ftp://h/a", "/%", "/%1", "/%g0", "/%0g", "/?%%20"})
  void what_is_no_path_or_has_a_broken_escape_is_refused(String target) {
    Refusal fault = Objects.requireNonNull(RequestTarget.fault(target));
    assertThat(fault.reason()).isEqualTo(Reason.INVALID_URI);
  }

  @Test
  void headers_keep_their_order_and_lose_surrounding_space() {
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap().add("B", " 1 ").add("a", "2").add("b", "3");
    var head = RequestTarget.of("/x").head("GET", headers);
    assertThat(head.allHeaders("b")).containsExactly("1", "3");
    assertThat(head.headers()).extracting(header -> header.name()).containsExactly("b", "a", "b");
  }
}
