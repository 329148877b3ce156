#define _GNU_SOURCE
#include "answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void answer_begin(struct answer *a, bool is_head_request, bool keep_body) {
  char *line = a->line ? a->line : malloc(HEAD_CAPACITY), *kept = a->kept;
  size_t capacity = a->kept_capacity;
  memset(a, 0, sizeof *a);
  a->line = line;
  a->kept = kept;
  a->kept_capacity = capacity;
  a->is_head_request = is_head_request;
  a->keep_body = keep_body;
}

void answer_free(struct answer *a) {
  free(a->line);
  free(a->kept);
  memset(a, 0, sizeof *a);
}

static void keep(struct answer *a, const char *data, size_t length) {
  if (a->kept_length + length + 1 > KEPT_CAPACITY) length = KEPT_CAPACITY - a->kept_length - 1;
  if (a->kept_length + length + 1 > a->kept_capacity) {
    a->kept_capacity = 2 * (a->kept_length + length + 1);
    a->kept = realloc(a->kept, a->kept_capacity);
    if (!a->kept) abort();
  }
  memcpy(a->kept + a->kept_length, data, length);
  a->kept_length += length;
  a->kept[a->kept_length] = 0;
}

static void header(struct answer *a, char *line) {
  char *value = strchr(line, ':');
  if (!value) return;
  *value++ = 0;
  value += strspn(value, " \t");
  if (strcasecmp(line, "content-length") == 0) a->remaining = strtoull(value, NULL, 10);
  if (strcasecmp(line, "transfer-encoding") == 0) a->chunked = strcasestr(value, "chunked") != NULL;
  if (strcasecmp(line, "connection") == 0) a->close_after = strcasecmp(value, "close") == 0;
  if (strcasecmp(line, "etag") == 0) snprintf(a->etag, sizeof a->etag, "%s", value);
}

static void head_is_read(struct answer *a) {
  if (sscanf(a->line, "HTTP/1.%*1[01] %3d", &a->status) != 1) {
    a->state = BROKEN;
    return;
  }
  char *rest = NULL;
  strtok_r(a->line, "\r\n", &rest);
  for (char *line = strtok_r(NULL, "\r\n", &rest); line; line = strtok_r(NULL, "\r\n", &rest))
    header(a, line);
  a->line_length = 0;
  if (a->status < 200) { /* an interim answer: the real one follows */
    a->status = 0;
    a->remaining = 0;
    return;
  }
  if (a->status >= 300) a->keep_body = true;
  if (a->is_head_request || a->status == 204 || a->status == 304)
    a->state = WHOLE;
  else if (a->chunked)
    a->state = CHUNK_SIZE;
  else
    a->state = a->remaining > 0 ? BODY : WHOLE;
}

/* Adds one byte of the head; true once the line or head that is being read is complete. */
static bool add(struct answer *a, char c, const char *end) {
  if (a->line_length + 2 >= HEAD_CAPACITY) {
    a->state = BROKEN;
    return false;
  }
  a->line[a->line_length++] = c;
  a->line[a->line_length] = 0;
  size_t n = strlen(end);
  return a->line_length >= n && memcmp(a->line + a->line_length - n, end, n) == 0;
}

static void line_byte(struct answer *a, char c) {
  if (a->state == HEAD_LINES) {
    if (add(a, c, "\r\n\r\n")) head_is_read(a);
    return;
  }
  if (!add(a, c, "\r\n")) return;
  bool is_empty = a->line_length == 2;
  a->line_length = 0;
  switch (a->state) {
    case CHUNK_SIZE:
      a->remaining = strtoull(a->line, NULL, 16);
      a->state = a->remaining > 0 ? CHUNK_DATA : TRAILER;
      break;
    case CHUNK_END:
      a->state = is_empty ? CHUNK_SIZE : BROKEN;
      break;
    case TRAILER:
      if (is_empty) a->state = WHOLE;
      break;
    default:
      a->state = BROKEN;
  }
}

void answer_take(struct answer *a, const char *data, size_t length) {
  while (length > 0 && a->state != WHOLE && a->state != BROKEN) {
    if (a->state != BODY && a->state != CHUNK_DATA) {
      line_byte(a, *data++);
      length--;
      continue;
    }
    size_t take = a->remaining < length ? (size_t)a->remaining : length;
    if (a->keep_body) keep(a, data, take);
    answer_skip(a, take);
    data += take;
    length -= take;
  }
}

uint64_t answer_skippable(const struct answer *a) {
  return a->state == BODY && !a->keep_body ? a->remaining : 0;
}

void answer_skip(struct answer *a, uint64_t length) {
  a->remaining -= length;
  a->body_bytes += length;
  if (a->remaining == 0) a->state = a->state == BODY ? WHOLE : CHUNK_END;
}
