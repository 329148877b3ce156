/* Signatures against the examples in the Amazon S3 API reference ("Authenticating Requests: Using
 * the Authorization Header"), SHA-256 against FIPS 180-4, percentiles and answers against known. */
#include "selftest.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "commands.h"
#include "sign.h"

static void same(const char *what, const char *got, const char *wanted) {
  if (strcmp(got, wanted) != 0) errx(1, "selftest: %s is %s, not %s", what, got, wanted);
}

static void is_true(const char *what, bool holds) {
  if (!holds) errx(1, "selftest: %s", what);
}

static void digests(void) {
  uint8_t digest[SHA256_BYTES];
  char hex[SHA256_HEX];
  const char *text = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  sha256(text, strlen(text), digest);
  to_hex(digest, hex);
  same("SHA-256", hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void signatures(void) {
  static const char none[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  struct signer s;
  char got[SHA256_HEX];
  signer_open(&s, "examplebucket.s3.amazonaws.com", "AKIAIOSFODNN7EXAMPLE",
              "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1", "20130524T000000Z");
  struct ask lifecycle = {
      .method = "GET", .path = "/", .query = "lifecycle=", .payload_hash = none};
  sign(&s, &lifecycle, got);
  same("GET bucket lifecycle", got,
       "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
  struct ask list = {
      .method = "GET", .path = "/", .query = "max-keys=2&prefix=J", .payload_hash = none};
  sign(&s, &list, got);
  same("GET bucket", got, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

static void answers(void) {
  static const char chunked[] =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
      "ETag: \"x\"\r\n\r\n4\r\nabcd\r\n2;a=b\r\nef\r\n0\r\n\r\n";
  struct answer a = {0};
  for (size_t step = 1; step < sizeof chunked; step++) {
    answer_begin(&a, false, true);
    for (size_t at = 0; at + 1 < sizeof chunked; at += step)
      answer_take(&a, chunked + at, at + step < sizeof chunked ? step : sizeof chunked - 1 - at);
    is_true("a chunked answer is whole", a.state == WHOLE && a.status == 200);
    same("chunked body", a.kept, "abcdef");
    same("ETag", a.etag, "\"x\"");
  }
  answer_begin(&a, true, false);
  const char *head = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n";
  answer_take(&a, head, strlen(head));
  is_true("the answer to HEAD has no body", a.state == WHOLE);
  answer_free(&a);
  char text[16];
  between("<T>a&amp;b</T>", "<T>", "</T>", text, sizeof text);
  same("text", text, "a&b");
}

static void percentiles(void) {
  static struct histogram h;
  for (uint64_t i = 1; i <= 1000; i++) histogram_add(&h, i * 1000000);
  double p50 = histogram_ms(&h, .5), p99 = histogram_ms(&h, .99);
  is_true("p50 of 1 to 1000 ms", p50 > 490 && p50 < 510);
  is_true("p99 of 1 to 1000 ms", p99 > 975 && p99 < 1001);
  is_true("the largest", histogram_ms(&h, 1) == 1000);
}

void selftest(void) {
  digests();
  signatures();
  answers();
  percentiles();
}
