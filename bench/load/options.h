/* The command line. */
#ifndef OPTIONS_H
#define OPTIONS_H
#include <stdbool.h>
#include <stdint.h>

#include "keys.h"

struct options {
  const char *command, *url, *bucket, *access, *secret, *region, *prefix, *delimiter, *payload;
  const char *root, *sync;
  enum layout layout;
  uint64_t size, part_size, keys, first, count, max_keys, rate, seed, backoff;
  int concurrency;
  double seconds, timeout;
  bool random;
};

void options_read(int count, char **words, struct options *out); /* exits 2 on nonsense */

#endif
