#include "sign.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIGNED_HEADERS "host;x-amz-content-sha256;x-amz-date"

static void step(uint8_t key[SHA256_BYTES], const char *text) {
  uint8_t next[SHA256_BYTES];
  hmac_sha256(key, SHA256_BYTES, text, strlen(text), next);
  memcpy(key, next, sizeof next);
}

void signer_open(struct signer *s, const char *host, const char *access, const char *secret,
                 const char *region, const char time[17]) {
  memset(s, 0, sizeof *s);
  s->enabled = true;
  snprintf(s->host, sizeof s->host, "%s", host);
  snprintf(s->access, sizeof s->access, "%s", access);
  memcpy(s->time, time, 17);
  char day[9], first[256];
  snprintf(day, sizeof day, "%.8s", time);
  snprintf(s->scope, sizeof s->scope, "%s/%s/s3/aws4_request", day, region);
  int length = snprintf(first, sizeof first, "AWS4%s", secret);
  hmac_sha256(first, (size_t)length, day, 8, s->key);
  step(s->key, region);
  step(s->key, "s3");
  step(s->key, "aws4_request");
}

void sign(const struct signer *s, const struct ask *ask, char out[SHA256_HEX]) {
  static char text[16384];
  uint8_t digest[SHA256_BYTES];
  char hash[SHA256_HEX];
  int length = snprintf(text, sizeof text,
                        "%s\n%s\n%s\nhost:%s\nx-amz-content-sha256:%s\nx-amz-date:%s\n\n%s\n%s",
                        ask->method, ask->path, ask->query, s->host, ask->payload_hash, s->time,
                        SIGNED_HEADERS, ask->payload_hash);
  if (length >= (int)sizeof text) abort();
  sha256(text, (size_t)length, digest);
  to_hex(digest, hash);
  length = snprintf(text, sizeof text, "AWS4-HMAC-SHA256\n%s\n%s\n%s", s->time, s->scope, hash);
  hmac_sha256(s->key, SHA256_BYTES, text, (size_t)length, digest);
  to_hex(digest, out);
}

size_t write_head(const struct signer *s, const struct ask *ask, char *out, size_t capacity) {
  char length_line[48] = "", signature[SHA256_HEX];
  if (ask->has_body)
    snprintf(length_line, sizeof length_line, "Content-Length: %llu\r\n",
             (unsigned long long)ask->body_length);
  int n = snprintf(out, capacity, "%s %s%s%s HTTP/1.1\r\nHost: %s\r\n%s", ask->method, ask->path,
                   *ask->query ? "?" : "", ask->query, s->host, length_line);
  if (s->enabled && n < (int)capacity) {
    sign(s, ask, signature);
    n += snprintf(out + n, capacity - (size_t)n,
                  "x-amz-date: %s\r\nx-amz-content-sha256: %s\r\n"
                  "Authorization: AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, "
                  "Signature=%s\r\n",
                  s->time, ask->payload_hash, s->access, s->scope, SIGNED_HEADERS, signature);
  }
  if (n + 2 >= (int)capacity) abort();
  memcpy(out + n, "\r\n", 2);
  return (size_t)n + 2;
}

void percent_encode(const char *text, bool keep_slash, char *out, size_t capacity) {
  size_t n = 0;
  for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
    if (n + 4 > capacity) abort();
    if ((*p < 128 && isalnum(*p)) || strchr("-._~", *p) || (keep_slash && *p == '/'))
      out[n++] = (char)*p;
    else
      n += (size_t)snprintf(out + n, 4, "%%%02X", *p);
  }
  out[n] = 0;
}
