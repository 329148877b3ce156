/* Reads one HTTP/1.1 answer (RFC 9112) as its bytes arrive: by length, chunked, or without body. */
#ifndef ANSWER_H
#define ANSWER_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HEAD_CAPACITY 16384
#define KEPT_CAPACITY (4u << 20) /* of a body that is looked at; a page of a listing fits */

enum answer_state { HEAD_LINES, BODY, CHUNK_SIZE, CHUNK_DATA, CHUNK_END, TRAILER, WHOLE, BROKEN };

struct answer {
  enum answer_state state;
  int status; /* 0 until the status line was read; also when the connection failed */
  bool is_head_request, keep_body, chunked, close_after;
  uint64_t remaining; /* of the body or chunk */
  uint64_t body_bytes;
  char etag[80];
  char *line; /* what was read of the head or of a chunk's size, HEAD_CAPACITY */
  size_t line_length;
  char *kept; /* grows; zero-terminated */
  size_t kept_length, kept_capacity;
};

void answer_begin(struct answer *a, bool is_head_request, bool keep_body);
void answer_free(struct answer *a);

/* Takes bytes; what follows the answer is left out, since no request is sent ahead. */
void answer_take(struct answer *a, const char *data, size_t length);

/* How many bytes of the body may be skipped unseen at this moment. */
uint64_t answer_skippable(const struct answer *a);
void answer_skip(struct answer *a, uint64_t length);

#endif
