/* tree: files for volumes. floor: what the file system alone takes for a PUT. */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands.h"

static void make_directories(char *path) {
  for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    if (mkdir(path, 0755) < 0 && errno != EEXIST) err(1, "%s", path);
    *slash = '/';
  }
}

static void write_all(int fd, const char *bytes, uint64_t length) {
  for (uint64_t done = 0; done < length;) {
    ssize_t n = write(fd, bytes + done, length - done);
    if (n < 0) err(1, "write");
    done += (uint64_t)n;
  }
}

void run_tree(const struct options *o) {
  if (!o->root) errx(2, "tree needs --root");
  struct content content;
  content_open(&content, o->size);
  char path[4096], key[KEY_CAPACITY], last[4096] = "";
  int directory = -1;
  uint64_t start = now_ns();
  for (uint64_t i = 0; i < o->keys; i++) {
    /* The layout's numbers in the order of directories, so that each is opened once. */
    uint64_t number = i;
    if (o->layout == WIDE && o->keys % WIDE_DIRECTORIES == 0) {
      uint64_t each = o->keys / WIDE_DIRECTORIES;
      number = i % each * WIDE_DIRECTORIES + i / each;
    }
    key_of(o->layout, o->prefix, o->first + number, key);
    snprintf(path, sizeof path, "%s/%s", o->root, key);
    char *name = strrchr(path, '/') + 1;
    if (strncmp(path, last, (size_t)(name - path)) != 0 || last[name - path]) {
      make_directories(path);
      snprintf(last, sizeof last, "%.*s", (int)(name - path), path);
      if (directory >= 0) close(directory);
      directory = open(last, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
      if (directory < 0) err(1, "%s", last);
    }
    int fd = openat(directory, name, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644);
    if (fd < 0) err(1, "%s", path);
    write_all(fd, content.bytes, o->size);
    close(fd);
  }
  printf("{\"command\": \"tree\", \"files\": %llu, \"size\": %llu, \"seconds\": %.3f}\n",
         (unsigned long long)o->keys, (unsigned long long)o->size,
         (double)(now_ns() - start) / 1e9);
}

struct floor {
  const struct options *options;
  const struct content *content;
  struct histogram *latency;
  uint64_t *taken, end_ns;
  int thread;
};

static void sync_or_not(const struct options *o, const char *level, int fd) {
  bool wanted = strcmp(o->sync, "all") == 0 || strcmp(o->sync, level) == 0;
  if (wanted && fsync(fd) < 0) err(1, "fsync");
}

/* Writes beside, syncs, renames, syncs the directory: a PUT without HTTP, digests and index. */
static void put_file(const struct floor *f, int root, uint64_t number) {
  const struct options *o = f->options;
  char temporary[64], name[64];
  snprintf(temporary, sizeof temporary, "staged-%d", f->thread);
  snprintf(name, sizeof name, "%012llu", (unsigned long long)(o->first + number % o->keys));
  int fd = openat(root, temporary, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644);
  if (fd < 0) err(1, "%s", temporary);
  write_all(fd, f->content->bytes, o->size);
  sync_or_not(o, "file", fd);
  close(fd);
  if (renameat(root, temporary, root, name) < 0) err(1, "rename");
  sync_or_not(o, "all", root);
}

static void *put_files(void *argument) {
  struct floor *f = argument;
  int root = open(f->options->root, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
  if (root < 0) err(1, "%s", f->options->root);
  for (;;) {
    uint64_t number = __atomic_fetch_add(f->taken, 1, __ATOMIC_RELAXED), start = now_ns();
    if (start >= f->end_ns || (f->options->count > 0 && number >= f->options->count)) break;
    put_file(f, root, number);
    histogram_add(f->latency, now_ns() - start);
  }
  close(root);
  return NULL;
}

void run_floor(const struct options *o) {
  if (!o->root) errx(2, "floor needs --root");
  struct content content;
  content_open(&content, o->size);
  int n = o->concurrency;
  struct floor *all = calloc((size_t)n, sizeof *all);
  struct histogram *latencies = calloc((size_t)n, sizeof *latencies);
  pthread_t *threads = calloc((size_t)n, sizeof *threads);
  if (!all || !latencies || !threads) abort();
  uint64_t taken = 0, start = now_ns();
  for (int i = 0; i < n; i++) {
    all[i] = (struct floor){.options = o, .content = &content, .latency = &latencies[i],
                            .taken = &taken, .thread = i,
                            .end_ns = start + (uint64_t)(o->seconds * 1e9)};
    if (pthread_create(&threads[i], NULL, put_files, &all[i]) != 0) errx(1, "no thread");
  }
  for (int i = 0; i < n; i++) pthread_join(threads[i], NULL);
  double seconds = (double)(now_ns() - start) / 1e9;
  for (int i = 1; i < n; i++) histogram_merge(&latencies[0], &latencies[i]);
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  double cpu_ms = (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 +
                  (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
  const struct histogram *h = &latencies[0];
  printf("{\"command\": \"floor\", \"sync\": \"%s\", \"concurrency\": %d, \"seconds\": %.3f, "
         "\"requests\": %llu, \"per_second\": %.1f, \"cpu_ms\": %.1f, \"latency_ms\": {\"p50\": "
         "%.3f, \"p90\": %.3f, \"p99\": %.3f, \"p999\": %.3f, \"max\": %.3f}}\n",
         o->sync, n, seconds, (unsigned long long)h->total, (double)h->total / seconds, cpu_ms,
         histogram_ms(h, .5), histogram_ms(h, .9), histogram_ms(h, .99), histogram_ms(h, .999),
         histogram_ms(h, 1));
}
