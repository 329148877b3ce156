/* idle: connections that asked once and wait. slow: uploads of which a little comes at a time. */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "commands.h"

#define TICK_NS 100000000u
#define ANSWERS_NS 30000000000u

struct held {
  int fd; /* -1: gone */
  int status;
  uint64_t sent, due; /* of a slow body */
};

struct hold {
  struct run *run;
  struct held *all;
  uint64_t body_length, closed, answered, failed;
};

static void raise_file_limit(int wanted) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur >= (rlim_t)wanted + 64) return;
  limit.rlim_cur = (rlim_t)wanted + 64;
  if (limit.rlim_max < limit.rlim_cur) limit.rlim_max = limit.rlim_cur;
  if (setrlimit(RLIMIT_NOFILE, &limit) < 0) err(1, "needs %d open files (ulimit -n)", wanted + 64);
}

static void open_one(struct hold *h, uint64_t number) {
  const struct target *t = &h->run->target;
  struct held *c = &h->all[number];
  char key[KEY_CAPACITY], head[HEAD_BYTES];
  bool is_slow = h->body_length > 0;
  key_of(t->options->layout, t->options->prefix,
         t->options->first + (is_slow ? number : number % t->options->keys), key);
  size_t length = target_head(t, is_slow ? "PUT" : "HEAD", key, "",
                              is_slow ? &h->body_length : NULL, head);
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const struct sockaddr *address = (const struct sockaddr *)&h->run->limits.address;
  if (c->fd < 0 || connect(c->fd, address, sizeof h->run->limits.address) < 0 ||
      send(c->fd, head, length, MSG_NOSIGNAL) != (ssize_t)length) {
    h->failed++;
    if (c->fd >= 0) close(c->fd);
    c->fd = -1;
  }
}

static void look(struct hold *h, struct held *c) {
  char bytes[2048];
  ssize_t n = recv(c->fd, bytes, sizeof bytes - 1, MSG_DONTWAIT);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) {
    close(c->fd);
    c->fd = -1;
    h->closed++;
    return;
  }
  bytes[n] = 0;
  if (c->status == 0 && sscanf(bytes, "HTTP/1.1 %d", &c->status) == 1) h->answered++;
}

static void trickle(struct hold *h, struct held *c, const char *bytes) {
  c->due += h->run->target.options->rate / 10 + 1;
  if (c->due > h->body_length) c->due = h->body_length;
  if (c->due <= c->sent) return;
  ssize_t n = send(c->fd, bytes + c->sent, c->due - c->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (n > 0) c->sent += (uint64_t)n;
}

static void wait_tick(uint64_t start, uint64_t tick) {
  uint64_t due = start + tick * TICK_NS, now = now_ns();
  if (due > now) usleep((useconds_t)((due - now) / 1000));
}

/* Idle is who has his answer: until then they are a rush. */
static void wait_for_answers(struct hold *h, int count) {
  uint64_t end = now_ns() + ANSWERS_NS;
  while (h->answered + h->closed + h->failed < (uint64_t)count && now_ns() < end) {
    usleep(1000);
    for (int i = 0; i < count; i++)
      if (h->all[i].fd >= 0 && h->all[i].status == 0) look(h, &h->all[i]);
  }
}

static void report(const struct hold *h) {
  const struct options *o = h->run->target.options;
  uint64_t good = 0, open = 0;
  for (int i = 0; i < o->concurrency; i++) {
    good += h->all[i].status >= 200 && h->all[i].status < 300;
    open += h->all[i].fd >= 0;
  }
  printf("{\"command\": \"%s\", \"concurrency\": %d, \"seconds\": %.3f, \"answered\": %llu, "
         "\"answered_2xx\": %llu, \"closed_by_server\": %llu, \"failed_to_open\": %llu, "
         "\"open_at_end\": %llu}\n",
         o->command, o->concurrency, o->seconds, (unsigned long long)h->answered,
         (unsigned long long)good, (unsigned long long)h->closed, (unsigned long long)h->failed,
         (unsigned long long)open);
}

void run_idle(struct run *run) {
  const struct options *o = run->target.options;
  struct hold h = {.run = run};
  if (strcmp(o->command, "slow") == 0) h.body_length = o->size;
  content_open(&run->content, o->size);
  raise_file_limit(o->concurrency);
  h.all = calloc((size_t)o->concurrency, sizeof *h.all);
  if (!h.all) abort();
  for (int i = 0; i < o->concurrency; i++) open_one(&h, (uint64_t)i);
  if (h.body_length == 0) wait_for_answers(&h, o->concurrency);
  fprintf(stderr, "holding\n"); /* whoever measures beside it waits for this */
  uint64_t start = now_ns(), ticks = (uint64_t)(o->seconds * 1e9) / TICK_NS;
  for (uint64_t tick = 1; tick <= ticks; tick++) {
    wait_tick(start, tick);
    for (int i = 0; i < o->concurrency; i++) {
      if (h.all[i].fd >= 0 && h.body_length > 0) trickle(&h, &h.all[i], run->content.bytes);
      if (h.all[i].fd >= 0) look(&h, &h.all[i]);
    }
  }
  report(&h);
}
