/* A closed loop over keep-alive connections: each sends its next request when its answer is whole.
 * One thread, epoll; bodies are sent from, and skipped into, the kernel where that is cheaper. */
#ifndef ENGINE_H
#define ENGINE_H
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "answer.h"
#include "histogram.h"

enum kind { GET, HEAD, PUT, DELETE, LIST, CREATE, PART, COMPLETE, KINDS };
extern const char *const kind_names[KINDS];

struct request {
  enum kind kind;
  const char *head; /* stays valid until done() */
  size_t head_length;
  uint64_t body_length; /* taken from the start of the content */
  uint64_t number;      /* for whoever made it */
  bool keep_body;
};

/* Where requests come from. done() gets status 0 for a connection that failed. */
struct work {
  void *self;
  bool (*next)(void *self, struct request *out); /* false: nothing to send now */
  void (*done)(void *self, const struct request *request, const struct answer *answer);
};

/* What bodies are made of: the same bytes mapped and as a file, for sendfile. */
struct content {
  int fd;
  const char *bytes;
  uint64_t length;
};

struct limits {
  struct sockaddr_in address;
  int concurrency;
  bool tls;
  double seconds;       /* no request starts later */
  double quiet_seconds; /* a request that takes longer is given up as failed */
  uint64_t backoff_ms;  /* before the first retry of what was refused; 0: none */
};

struct measured {
  struct histogram latency[KINDS];
  uint64_t statuses[KINDS][600]; /* 0: the connection failed */
  struct histogram with_retries; /* from the first try on, if there are retries */
  uint64_t bytes_in, bytes_out, reconnects, retries;
  double seconds, cpu_ms;
  char first_error[400];
};

uint64_t now_ns(void);
void content_open(struct content *content, uint64_t length);
void engine_run(const struct limits *limits, const struct content *content, const struct work *work,
                struct measured *out);

#endif
