#define _GNU_SOURCE
#include "engine.h"

#include "tls.h"

#include <err.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define ONE_WRITE (64u << 10) /* bodies up to this leave in one write with their head */
#define SCRATCH (1u << 20)
#define RETRY_HEAD 8192
#define LONGEST_BACKOFF_MS 20000u

const char *const kind_names[KINDS] = {"get",  "head",   "put",  "delete",
                                       "list", "create", "part", "complete"};

struct connection {
  int fd; /* -1: not open */
  bool busy, waits_to_write, reused;
  struct tls *tls; /* NULL: plain, or not open */
  uint64_t sent, started_ns;
  uint64_t first_ns, again_ns; /* the first try; when the next is due, or 0 */
  int tries;
  char *retry_head; /* of its own, since it says which try it is */
  struct request request;
  struct answer answer;
};

struct engine {
  const struct limits *limits;
  const struct content *content;
  const struct work *work;
  struct measured *out;
  struct connection *connections;
  int epoll, busy, retrying;
  uint64_t end_ns, last_ns, random;
};

static char scratch[SCRATCH];

uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static double cpu_ms(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 +
         (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
}

void content_open(struct content *content, uint64_t length) {
  content->length = length;
  content->fd = memfd_create("content", 0);
  if (content->fd < 0 || ftruncate(content->fd, (off_t)length + 1) < 0) err(1, "content");
  uint64_t *p = mmap(NULL, length + 8, PROT_READ | PROT_WRITE, MAP_SHARED, content->fd, 0);
  if (p == MAP_FAILED) err(1, "content");
  uint64_t x = 88172645463325252u; /* xorshift: nothing that compresses */
  for (uint64_t i = 0; i < length / 8; i++) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    p[i] = x;
  }
  content->bytes = (const char *)p;
}

static void watch(struct engine *e, struct connection *c, bool for_write, int how) {
  struct epoll_event event = {.events = EPOLLIN | (for_write ? EPOLLOUT : 0), .data.ptr = c};
  if (epoll_ctl(e->epoll, how, c->fd, &event) < 0) err(1, "epoll_ctl");
  c->waits_to_write = for_write;
}

static void open_connection(struct engine *e, struct connection *c) {
  int one = 1;
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (c->fd < 0) err(1, "socket");
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  const struct sockaddr *address = (const struct sockaddr *)&e->limits->address;
  if (connect(c->fd, address, sizeof e->limits->address) < 0 && errno != EINPROGRESS)
    err(1, "connect");
  c->reused = false;
  if (e->limits->tls) c->tls = tls_open(c->fd);
  watch(e, c, true, EPOLL_CTL_ADD);
}

static void close_connection(struct connection *c) {
  tls_close(c->tls);
  c->tls = NULL;
  if (c->fd >= 0) close(c->fd);
  c->fd = -1;
}

static void start_next(struct engine *e, struct connection *c);

static void remember_error(struct engine *e, struct connection *c, const char *why) {
  if (e->out->first_error[0]) return;
  snprintf(e->out->first_error, sizeof e->out->first_error, "%s: status %d %s %.300s",
           kind_names[c->request.kind], c->answer.status, why,
           c->answer.kept_length ? c->answer.kept : "");
}

/* Whether a refused request is sent again: later, so that the connection waits. */
static bool retry_later(struct engine *e, struct connection *c) {
  if (e->limits->backoff_ms == 0 || c->answer.status != 503 || e->last_ns >= e->end_ns)
    return false;
  uint64_t most = e->limits->backoff_ms << (c->tries < 16 ? c->tries : 16);
  if (most > LONGEST_BACKOFF_MS) most = LONGEST_BACKOFF_MS;
  e->random = e->random * 6364136223846793005u + 1442695040888963407u;
  c->again_ns = e->last_ns + (e->random >> 33) % (most * 1000000u + 1);
  c->tries++;
  e->retrying++;
  e->out->retries++;
  return true;
}

/* The head again, saying to the server that it is. */
static void write_retry_head(struct connection *c) {
  if (!c->retry_head) c->retry_head = malloc(RETRY_HEAD);
  size_t kept = c->request.head_length - 2; /* without the empty line */
  if (c->tries > 1) kept = (size_t)(strstr(c->retry_head, "amz-sdk-request") - c->retry_head);
  if (!c->retry_head || kept + 64 > RETRY_HEAD) abort();
  memmove(c->retry_head, c->request.head, kept);
  c->request.head_length =
      kept + (size_t)sprintf(c->retry_head + kept, "amz-sdk-request: attempt=%d; max=99\r\n\r\n",
                             c->tries + 1);
  c->request.head = c->retry_head;
}

/* Counts the answer, or the failure if its status is 0, and goes on. */
static void finish(struct engine *e, struct connection *c, const char *why) {
  int status = c->answer.status;
  e->last_ns = now_ns();
  e->out->statuses[c->request.kind][status < 600 ? status : 599]++;
  bool again = retry_later(e, c);
  if (status >= 200 && status < 300) {
    histogram_add(&e->out->latency[c->request.kind], e->last_ns - c->started_ns);
    if (e->limits->backoff_ms) histogram_add(&e->out->with_retries, e->last_ns - c->first_ns);
  } else {
    remember_error(e, c, why);
  }
  e->out->bytes_in += c->answer.body_bytes;
  c->busy = false;
  c->reused = true;
  e->busy--;
  if (!again) e->work->done(e->work->self, &c->request, &c->answer);
  bool sent_all = c->sent == c->request.head_length + c->request.body_length;
  if (status == 0 || c->answer.close_after || !sent_all) close_connection(c);
  start_next(e, c);
}

static void begin_request(struct engine *e, struct connection *c) {
  c->sent = 0;
  answer_begin(&c->answer, c->request.kind == HEAD, c->request.keep_body);
  if (c->fd < 0) open_connection(e, c);
}

/* A server may close an idle connection; a request that met this is sent again, once. */
static void fail(struct engine *e, struct connection *c, const char *why) {
  close_connection(c);
  if (c->reused && c->answer.line_length == 0 && c->answer.status == 0) {
    e->out->reconnects++;
    begin_request(e, c);
    return;
  }
  c->answer.status = 0;
  usleep(1000); /* a server that is not there must not make a storm of attempts */
  finish(e, c, why);
}

static ssize_t send_encrypted(struct engine *e, struct connection *c) {
  const struct request *r = &c->request;
  if (c->sent < r->head_length)
    return tls_write(c->tls, r->head + c->sent, r->head_length - c->sent);
  uint64_t at = c->sent - r->head_length, rest = r->body_length - at;
  return tls_write(c->tls, e->content->bytes + at, rest < SCRATCH ? rest : SCRATCH);
}

static ssize_t send_some(struct engine *e, struct connection *c) {
  const struct request *r = &c->request;
  if (c->tls) return send_encrypted(e, c);
  if (c->sent >= r->head_length && r->body_length > ONE_WRITE) {
    off_t offset = (off_t)(c->sent - r->head_length);
    return sendfile(c->fd, e->content->fd, &offset, r->body_length - (uint64_t)offset);
  }
  if (r->body_length > ONE_WRITE)
    return send(c->fd, r->head + c->sent, r->head_length - c->sent, MSG_NOSIGNAL | MSG_MORE);
  size_t of_head = c->sent < r->head_length ? r->head_length - c->sent : 0;
  size_t of_body = r->head_length + r->body_length - c->sent - of_head;
  struct iovec parts[2] = {
      {.iov_base = (char *)r->head + (r->head_length - of_head), .iov_len = of_head},
      {.iov_base = (char *)e->content->bytes + (r->body_length - of_body), .iov_len = of_body}};
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
  return sendmsg(c->fd, &message, MSG_NOSIGNAL);
}

static void write_request(struct engine *e, struct connection *c) {
  uint64_t all = c->request.head_length + c->request.body_length;
  while (c->sent < all) {
    ssize_t n = send_some(e, c);
    if (n < 0 && (errno == EAGAIN || errno == EINPROGRESS || errno == ENOTCONN)) {
      if (!c->waits_to_write) watch(e, c, true, EPOLL_CTL_MOD);
      return;
    }
    if (n < 0 && (errno == EPIPE || errno == ECONNRESET)) return; /* reading tells why */
    if (n < 0) {
      fail(e, c, strerror(errno));
      return;
    }
    c->sent += (uint64_t)n;
    e->out->bytes_out += (uint64_t)n;
  }
  if (c->waits_to_write) watch(e, c, false, EPOLL_CTL_MOD);
}

static void read_some(struct engine *e, struct connection *c) {
  uint64_t skip = answer_skippable(&c->answer);
  size_t wanted = skip > 0 && skip < SCRATCH ? (size_t)skip : SCRATCH;
  /* On TCP, MSG_TRUNC throws the bytes away without copying them. */
  ssize_t n = c->tls ? tls_read(c->tls, scratch, wanted)
                     : recv(c->fd, scratch, wanted, skip > 0 ? MSG_TRUNC : 0);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) {
    if (c->busy)
      fail(e, c, n == 0 ? "closed by the server" : strerror(errno));
    else
      close_connection(c);
    return;
  }
  if (!c->busy) return;
  if (skip > 0)
    answer_skip(&c->answer, (uint64_t)n);
  else
    answer_take(&c->answer, scratch, (size_t)n);
  if (c->answer.state == WHOLE) finish(e, c, "");
  if (c->answer.state == BROKEN) fail(e, c, "not HTTP");
}

static bool take_up(struct engine *e, struct connection *c, uint64_t now) {
  if (c->again_ns) {
    if (now < c->again_ns) return false;
    c->again_ns = 0;
    e->retrying--;
    write_retry_head(c);
    return true;
  }
  if (now >= e->end_ns || !e->work->next(e->work->self, &c->request)) return false;
  c->tries = 0;
  c->first_ns = now;
  return true;
}

static void read_answer(struct engine *e, struct connection *c) {
  do read_some(e, c);
  while (c->tls && tls_has_more(c->tls));
}

static void start_next(struct engine *e, struct connection *c) {
  uint64_t now = now_ns();
  if (c->busy || !take_up(e, c, now)) return;
  c->busy = true;
  e->busy++;
  c->started_ns = now;
  bool is_open = c->fd >= 0;
  begin_request(e, c);
  if (is_open) write_request(e, c);
}

static void give_up_slow(struct engine *e) {
  uint64_t patience = (uint64_t)(e->limits->quiet_seconds * 1e9), now = now_ns();
  for (int i = 0; i < e->limits->concurrency; i++) {
    struct connection *c = &e->connections[i];
    if (!c->busy || now - c->started_ns < patience) continue;
    c->reused = false;
    fail(e, c, "no whole answer in time");
  }
}

static void turn(struct engine *e) {
  struct epoll_event events[256];
  int n = epoll_wait(e->epoll, events, 256, e->retrying ? 1 : 500);
  for (int i = 0; i < n; i++) {
    struct connection *c = events[i].data.ptr;
    if (c->fd >= 0 && (events[i].events & EPOLLOUT) && c->busy) write_request(e, c);
    if (c->fd >= 0 && (events[i].events & ~(uint32_t)EPOLLOUT)) read_answer(e, c);
  }
  if (n == 0 && !e->retrying) give_up_slow(e);
}

void engine_run(const struct limits *limits, const struct content *content, const struct work *work,
                struct measured *out) {
  struct engine e = {.limits = limits, .content = content, .work = work, .out = out};
  e.epoll = epoll_create1(EPOLL_CLOEXEC);
  e.connections = calloc((size_t)limits->concurrency, sizeof *e.connections);
  if (!e.connections) abort();
  double cpu = cpu_ms();
  uint64_t start = now_ns();
  e.end_ns = start + (uint64_t)(limits->seconds * 1e9);
  for (int i = 0; i < limits->concurrency; i++) e.connections[i].fd = -1;
  do {
    /* Work may become ready by what another connection brought: each idle one asks again. */
    for (int i = 0; i < limits->concurrency && e.busy < limits->concurrency; i++)
      start_next(&e, &e.connections[i]);
    if (e.busy + e.retrying > 0) turn(&e);
  } while (e.busy + e.retrying > 0);
  out->seconds = (double)((e.last_ns ? e.last_ns : now_ns()) - start) / 1e9;
  out->cpu_ms = cpu_ms() - cpu;
  for (int i = 0; i < limits->concurrency; i++) {
    close_connection(&e.connections[i]);
    answer_free(&e.connections[i].answer);
    free(e.connections[i].retry_head);
  }
  free(e.connections);
  close(e.epoll);
}
