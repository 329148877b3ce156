/* put get head delete mixed: every request is signed before the clock starts. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"

struct prepared {
  char *head;
  size_t length;
};

struct objects {
  const struct options *options;
  struct prepared *requests[KINDS]; /* one for each key, or NULL */
  enum kind only;
  bool is_mixed;
  uint64_t started, random;
};

static struct prepared *prepare(const struct target *t, const char *method,
                                const uint64_t *body_length) {
  const struct options *o = t->options;
  struct prepared *all = calloc(o->keys, sizeof *all);
  if (!all) abort();
  char key[KEY_CAPACITY];
  for (uint64_t i = 0; i < o->keys; i++) {
    key_of(o->layout, o->prefix, o->first + i, key);
    all[i].head = target_head_copy(t, method, key, body_length, &all[i].length);
  }
  return all;
}

uint64_t next_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  return *state ^= *state << 17;
}

/* Of a hundred: 70 reads, 20 overwrites, 10 heads. */
static enum kind pick(struct objects *o) {
  if (!o->is_mixed) return o->only;
  uint64_t n = next_random(&o->random) % 100;
  return n < 70 ? GET : n < 90 ? PUT : HEAD;
}

static bool next(void *self, struct request *out) {
  struct objects *o = self;
  if (o->options->count > 0 && o->started >= o->options->count) return false;
  uint64_t number = o->options->random || o->is_mixed ? next_random(&o->random) : o->started;
  o->started++;
  number %= o->options->keys;
  enum kind kind = pick(o);
  struct prepared *p = &o->requests[kind][number];
  *out = (struct request){.kind = kind, .head = p->head, .head_length = p->length,
                          .body_length = kind == PUT ? o->options->size : 0, .number = number};
  return true;
}

static void done(void *self, const struct request *request, const struct answer *answer) {
  (void)self, (void)request, (void)answer;
}

void run_objects(struct run *run) {
  struct target *t = &run->target;
  struct objects o = {.options = t->options, .random = t->options->seed * 2654435761u + 1};
  const char *command = t->options->command;
  o.is_mixed = strcmp(command, "mixed") == 0;
  content_open(&run->content, t->options->size);
  target_hash(t, &run->content, t->options->size);
  static const struct {
    enum kind kind;
    const char *name, *method;
  } verbs[] = {{GET, "get", "GET"}, {HEAD, "head", "HEAD"}, {PUT, "put", "PUT"},
               {DELETE, "delete", "DELETE"}};
  for (int i = 0; i < 4; i++) {
    bool is_only = strcmp(command, verbs[i].name) == 0;
    if (is_only) o.only = verbs[i].kind;
    if (is_only || (o.is_mixed && verbs[i].kind != DELETE))
      o.requests[verbs[i].kind] = prepare(t, verbs[i].method,
                                          verbs[i].kind == PUT ? &t->options->size : NULL);
  }
  struct work work = {.self = &o, .next = next, .done = done};
  engine_run(&run->limits, &run->content, &work, run->measured);
  /* The process ends soon: what was prepared is left to it. */
}
