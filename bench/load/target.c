#include "target.h"

#include <arpa/inet.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void target_open(struct target *t, const struct options *options) {
  memset(t, 0, sizeof *t);
  t->options = options;
  char host[64], full[80], stamp[17];
  t->tls = strncmp(options->url, "https:", 6) == 0;
  int port = t->tls ? 443 : 80;
  if (sscanf(options->url, t->tls ? "https://%63[0-9.]:%d" : "http://%63[0-9.]:%d", host, &port) < 1)
    errx(2, "the address must be http://IPV4:PORT or https://IPV4:PORT, not %s", options->url);
  t->address.sin_family = AF_INET;
  t->address.sin_port = htons((uint16_t)port);
  if (inet_pton(AF_INET, host, &t->address.sin_addr) != 1) errx(2, "no IPv4 address: %s", host);
  snprintf(full, sizeof full, "%s:%d", host, port);
  time_t now = time(NULL);
  struct tm utc;
  strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", gmtime_r(&now, &utc));
  bool is_signed = options->access && options->secret;
  signer_open(&t->signer, full, is_signed ? options->access : "", is_signed ? options->secret : "",
              options->region, stamp);
  t->signer.enabled = is_signed;
  strcpy(t->body_hash, UNSIGNED_PAYLOAD);
}

void target_hash(struct target *t, const struct content *content, uint64_t length) {
  if (strcmp(t->options->payload, "signed") != 0) return;
  uint8_t digest[SHA256_BYTES];
  sha256(content->bytes, length, digest);
  to_hex(digest, t->body_hash);
}

size_t target_head(const struct target *t, const char *method, const char *key, const char *query,
                   const uint64_t *body_length, char out[HEAD_BYTES]) {
  char encoded[3 * KEY_CAPACITY], path[4 * KEY_CAPACITY];
  percent_encode(key, true, encoded, sizeof encoded);
  snprintf(path, sizeof path, "/%s%s%s", t->options->bucket, *key ? "/" : "", encoded);
  struct ask ask = {.method = method, .path = path, .query = query, .has_body = body_length != NULL,
                    .body_length = body_length ? *body_length : 0,
                    .payload_hash = body_length ? t->body_hash : UNSIGNED_PAYLOAD};
  return write_head(&t->signer, &ask, out, HEAD_BYTES);
}

char *target_head_copy(const struct target *t, const char *method, const char *key,
                       const uint64_t *body_length, size_t *length) {
  static char head[HEAD_BYTES];
  *length = target_head(t, method, key, "", body_length, head);
  char *copy = malloc(*length);
  if (!copy) abort();
  return memcpy(copy, head, *length);
}
