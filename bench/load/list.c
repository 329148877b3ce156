/* list: each connection walks the whole listing page after page, or asks for pages at random. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"

struct walker {
  bool busy;
  char token[4096]; /* empty: the first page */
  char head[HEAD_BYTES];
};

struct listing {
  struct run *run;
  struct walker *walkers;
  uint64_t started, random;
};

/* Names in byte order, as the signature's canonical query has them. */
static void write_query(struct listing *l, const struct walker *w, char *out, size_t capacity) {
  const struct options *o = l->run->target.options;
  char part[3 * sizeof w->token], key[KEY_CAPACITY];
  size_t n = 0;
  if (*w->token) {
    percent_encode(w->token, false, part, sizeof part);
    n += (size_t)snprintf(out + n, capacity - n, "continuation-token=%s&", part);
  }
  if (o->delimiter) {
    percent_encode(o->delimiter, false, part, sizeof part);
    n += (size_t)snprintf(out + n, capacity - n, "delimiter=%s&", part);
  }
  n += (size_t)snprintf(out + n, capacity - n, "list-type=2&max-keys=%llu",
                        (unsigned long long)o->max_keys);
  if (*o->prefix) {
    percent_encode(o->prefix, false, part, sizeof part);
    n += (size_t)snprintf(out + n, capacity - n, "&prefix=%s", part);
  }
  if (o->random) {
    key_of(o->layout, o->prefix, o->first + next_random(&l->random) % o->keys, key);
    percent_encode(key, false, part, sizeof part);
    n += (size_t)snprintf(out + n, capacity - n, "&start-after=%s", part);
  }
  if (n >= capacity) abort();
}

static bool next(void *self, struct request *out) {
  struct listing *l = self;
  const struct options *o = l->run->target.options;
  if (o->count > 0 && l->started >= o->count) return false;
  uint64_t i = 0;
  while (l->walkers[i].busy) i++;
  struct walker *w = &l->walkers[i];
  char query[HEAD_BYTES];
  write_query(l, w, query, sizeof query);
  size_t length = target_head(&l->run->target, "GET", "", query, NULL, w->head);
  w->busy = true;
  l->started++;
  *out = (struct request){.kind = LIST, .head = w->head, .head_length = length, .number = i,
                          .keep_body = true};
  return true;
}

static uint64_t occurrences(const char *body, const char *mark) {
  uint64_t n = 0;
  for (const char *p = body; (p = strstr(p, mark)) != NULL; p += strlen(mark)) n++;
  return n;
}

char *between(const char *body, const char *open, const char *close, char *out, size_t capacity) {
  static const struct {
    const char *reference, *text;
  } references[] = {{"&amp;", "&"}, {"&quot;", "\""}, {"&#34;", "\""}, {"&lt;", "<"},
                    {"&gt;", ">"},  {"&#43;", "+"},   {"&#x2B;", "+"}};
  const char *p = strstr(body, open);
  const char *end = p ? strstr(p += strlen(open), close) : NULL;
  if (!end) return NULL;
  size_t n = 0;
  while (p < end && n + 1 < capacity) {
    out[n++] = *p;
    size_t taken = 1;
    for (size_t i = 0; *p == '&' && i < sizeof references / sizeof *references; i++) {
      if (strncmp(p, references[i].reference, strlen(references[i].reference)) != 0) continue;
      out[n - 1] = *references[i].text;
      taken = strlen(references[i].reference);
    }
    p += taken;
  }
  out[n] = 0;
  return out;
}

static void done(void *self, const struct request *request, const struct answer *answer) {
  struct listing *l = self;
  struct walker *w = &l->walkers[request->number];
  w->busy = false;
  if (answer->status != 200 || answer->kept_length == 0) return;
  l->run->keys += occurrences(answer->kept, "<Contents>");
  l->run->prefixes += occurrences(answer->kept, "<CommonPrefixes>");
  if (l->run->target.options->random) return;
  if (!between(answer->kept, "<NextContinuationToken>", "</NextContinuationToken>", w->token,
               sizeof w->token)) {
    w->token[0] = 0;
    l->run->walks++;
  }
}

void run_list(struct run *run) {
  struct listing l = {.run = run, .random = run->target.options->seed * 2654435761u + 1};
  l.walkers = calloc((size_t)run->limits.concurrency, sizeof *l.walkers);
  if (!l.walkers) abort();
  content_open(&run->content, 0);
  struct work work = {.self = &l, .next = next, .done = done};
  engine_run(&run->limits, &run->content, &work, run->measured);
  free(l.walkers);
}
