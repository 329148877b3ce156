/* Heads of HTTP/1.1 requests, signed by AWS Signature Version 4 in the Authorization header. */
#ifndef SIGN_H
#define SIGN_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sha256.h"

#define UNSIGNED_PAYLOAD "UNSIGNED-PAYLOAD"

/* Who signs, for whom. Made once; the signing key holds for the day of `time`. */
struct signer {
  bool enabled; /* false: plain requests, for servers without signatures */
  char host[128];
  char access[128];
  char scope[96];
  char time[17]; /* 20130524T000000Z */
  uint8_t key[SHA256_BYTES];
};

/* What to ask. Path and query are percent-encoded; the query's names are in byte order. */
struct ask {
  const char *method, *path, *query;
  const char *payload_hash; /* hex SHA-256 of the body, or UNSIGNED_PAYLOAD */
  uint64_t body_length;
  bool has_body;
};

void signer_open(struct signer *s, const char *host, const char *access, const char *secret,
                 const char *region, const char time[17]);

/* Hex signature of a request whose signed headers are host, x-amz-content-sha256, x-amz-date. */
void sign(const struct signer *s, const struct ask *ask, char out[SHA256_HEX]);

/* Writes the head with its closing empty line; gives its length. Aborts when it does not fit. */
size_t write_head(const struct signer *s, const struct ask *ask, char *out, size_t capacity);

/* Percent-encodes all but A-Z a-z 0-9 - . _ ~ and, if asked, slashes. */
void percent_encode(const char *text, bool keep_slash, char *out, size_t capacity);

#endif
