/* multipart: one upload after the other, the parts of each over all connections at once. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"

enum step { TO_CREATE, CREATING, PARTS_GO, COMPLETING };

struct uploads {
  struct run *run;
  enum step step;
  uint64_t parts, next_part, done_parts, number, started_ns;
  char key[KEY_CAPACITY], id[1024], id_encoded[3072];
  char (*heads)[HEAD_BYTES]; /* one for each part: signed as soon as the id is known */
  size_t *head_lengths;
  char (*etags)[80];
  char *complete; /* head and body in one */
};

static uint64_t part_length(const struct uploads *u, uint64_t part) {
  const struct options *o = u->run->target.options;
  return part + 1 < u->parts ? o->part_size : o->size - (u->parts - 1) * o->part_size;
}

static void sign_parts(struct uploads *u) {
  char query[HEAD_BYTES];
  for (uint64_t i = 0; i < u->parts; i++) {
    uint64_t length = part_length(u, i);
    snprintf(query, sizeof query, "partNumber=%llu&uploadId=%s", (unsigned long long)i + 1,
             u->id_encoded);
    u->head_lengths[i] = target_head(&u->run->target, "PUT", u->key, query, &length, u->heads[i]);
  }
}

static void ask_create(struct uploads *u, struct request *out) {
  uint64_t none = 0;
  const struct options *o = u->run->target.options;
  key_of(o->layout, o->prefix, o->first + u->number, u->key);
  struct target plain = u->run->target;
  strcpy(plain.body_hash, UNSIGNED_PAYLOAD);
  size_t length = target_head(&plain, "POST", u->key, "uploads=", &none, u->complete);
  *out = (struct request){.kind = CREATE, .head = u->complete, .head_length = length,
                          .keep_body = true};
  u->step = CREATING;
  u->started_ns = now_ns();
}

static void ask_complete(struct uploads *u, struct request *out) {
  char query[HEAD_BYTES];
  size_t capacity = u->parts * 200 + 100;
  char *body = malloc(capacity);
  if (!body) abort();
  size_t n = (size_t)snprintf(body, capacity, "<CompleteMultipartUpload>");
  for (uint64_t i = 0; i < u->parts; i++)
    n += (size_t)snprintf(body + n, capacity - n,
                          "<Part><PartNumber>%llu</PartNumber><ETag>%s</ETag></Part>",
                          (unsigned long long)i + 1, u->etags[i]);
  n += (size_t)snprintf(body + n, capacity - n, "</CompleteMultipartUpload>");
  snprintf(query, sizeof query, "uploadId=%s", u->id_encoded);
  struct target plain = u->run->target;
  strcpy(plain.body_hash, UNSIGNED_PAYLOAD);
  uint64_t length = n;
  size_t head = target_head(&plain, "POST", u->key, query, &length, u->complete);
  memcpy(u->complete + head, body, n);
  free(body);
  *out = (struct request){.kind = COMPLETE, .head = u->complete, .head_length = head + n,
                          .keep_body = true};
  u->step = COMPLETING;
}

static bool next(void *self, struct request *out) {
  struct uploads *u = self;
  const struct options *o = u->run->target.options;
  switch (u->step) {
    case TO_CREATE:
      if (u->number >= (o->count ? o->count : 1)) return false;
      ask_create(u, out);
      return true;
    case PARTS_GO:
      if (u->done_parts == u->parts) {
        ask_complete(u, out);
        return true;
      }
      if (u->next_part == u->parts) return false;
      *out = (struct request){.kind = PART, .head = u->heads[u->next_part],
                              .head_length = u->head_lengths[u->next_part],
                              .body_length = part_length(u, u->next_part),
                              .number = u->next_part};
      u->next_part++;
      return true;
    case CREATING:
    case COMPLETING:
      return false;
  }
  return false;
}

static void is_created(struct uploads *u, const struct answer *answer) {
  if (answer->status != 200 ||
      !between(answer->kept, "<UploadId>", "</UploadId>", u->id, sizeof u->id)) {
    u->number++;
    u->step = TO_CREATE;
    return;
  }
  percent_encode(u->id, false, u->id_encoded, sizeof u->id_encoded);
  sign_parts(u);
  u->next_part = u->done_parts = 0;
  u->step = PARTS_GO;
}

static void is_completed(struct uploads *u, const struct answer *answer) {
  if (answer->status == 200 && answer->kept_length && strstr(answer->kept, "<Error>"))
    u->run->hidden_failures++;
  histogram_add(&u->run->uploads, now_ns() - u->started_ns);
  u->number++;
  u->step = TO_CREATE;
}

static void done(void *self, const struct request *request, const struct answer *answer) {
  struct uploads *u = self;
  if (request->kind == CREATE) is_created(u, answer);
  if (request->kind == COMPLETE) is_completed(u, answer);
  if (request->kind != PART) return;
  u->done_parts++;
  snprintf(u->etags[request->number], sizeof *u->etags, "%s", answer->etag);
}

void run_multipart(struct run *run) {
  const struct options *o = run->target.options;
  struct uploads u = {.run = run, .parts = o->size <= o->part_size ? 1
                                           : (o->size + o->part_size - 1) / o->part_size};
  if (strcmp(o->payload, "signed") == 0 && o->size % o->part_size != 0)
    errx(2, "signed parts must all have the same size");
  u.heads = malloc(u.parts * sizeof *u.heads);
  u.head_lengths = calloc(u.parts, sizeof *u.head_lengths);
  u.etags = calloc(u.parts, sizeof *u.etags);
  u.complete = malloc(HEAD_BYTES + u.parts * 200 + 100);
  if (!u.heads || !u.head_lengths || !u.etags || !u.complete) abort();
  content_open(&run->content, o->part_size);
  target_hash(&run->target, &run->content, o->part_size);
  struct work work = {.self = &u, .next = next, .done = done};
  engine_run(&run->limits, &run->content, &work, run->measured);
}
