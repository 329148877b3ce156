/* The commands that ask a server. Each prepares, runs the engine, and leaves what it found in run. */
#ifndef COMMANDS_H
#define COMMANDS_H
#include "target.h"

struct run {
  struct target target;
  struct limits limits;
  struct content content;
  struct measured *measured;
  /* list: what the pages held; multipart: failures told in a body after status 200 */
  uint64_t keys, prefixes, walks, hidden_failures;
  struct histogram uploads; /* multipart: from create to complete */
};

void run_objects(struct run *run);
void run_list(struct run *run);
void run_multipart(struct run *run);
void run_idle(struct run *run); /* also slow; prints its own JSON */

uint64_t next_random(uint64_t *state);

/* Text between two marks in an XML body, references to characters resolved; NULL if not there. */
char *between(const char *body, const char *open, const char *close, char *out, size_t capacity);

/* The commands that need no server; they print their own JSON. */
void run_tree(const struct options *options);
void run_floor(const struct options *options);

#endif
