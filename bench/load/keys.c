#include "keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int layout_of(const char *name, enum layout *out) {
  static const char *const names[] = {"flat", "tree", "wide"};
  for (int i = 0; i < 3; i++) {
    if (strcmp(name, names[i]) == 0) {
      *out = (enum layout)i;
      return 0;
    }
  }
  return -1;
}

void key_of(enum layout layout, const char *prefix, uint64_t number, char out[KEY_CAPACITY]) {
  unsigned long long n = number;
  int length = 0;
  switch (layout) {
    case FLAT:
      length = snprintf(out, KEY_CAPACITY, "%s%012llu", prefix, n);
      break;
    case TREE:
      length = snprintf(out, KEY_CAPACITY, "%s%04llu/%02llu/%02llu-%010llu", prefix, n / 10000,
                        n / 100 % 100, n % 100, n);
      break;
    case WIDE:
      length = snprintf(out, KEY_CAPACITY, "%s%04llu/%012llu", prefix, n % WIDE_DIRECTORIES, n);
      break;
  }
  if (length >= KEY_CAPACITY) abort();
}
