/* Names of the objects that the bench makes: number to key, the same for generator and trees. */
#ifndef KEYS_H
#define KEYS_H
#include <stddef.h>
#include <stdint.h>

enum layout {
  FLAT, /* 000001234567: all in one directory */
  TREE, /* 0123/45/67-0001234567: 3 levels, 100 files a directory, 100 directories a directory */
  WIDE  /* 0567/000000001234: 1,000 directories side by side, for pages of prefixes */
};

#define KEY_CAPACITY 256
#define WIDE_DIRECTORIES 1000

int layout_of(const char *name, enum layout *out); /* 0, or -1 for an unknown name */
void key_of(enum layout layout, const char *prefix, uint64_t number, char out[KEY_CAPACITY]);

#endif
