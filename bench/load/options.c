#include "options.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: load COMMAND [--OPTION VALUE]...\n"
    "\n"
    "put get head delete mixed   objects          list   pages of ListObjectsV2\n"
    "multipart   uploads in parts                 idle   connections that wait\n"
    "slow        uploads that trickle             tree   makes files, no server\n"
    "floor       writes, syncs, renames files, no server\n"
    "features    what was compiled in\n"
    "selftest    checks the signatures against published ones\n"
    "\n"
    "--url http://127.0.0.1:9000   or https://, IPv4    --bucket bench\n"
    "--access AK --secret SK       none: not signed   --region us-east-1\n"
    "--payload unsigned            or signed: SHA-256 of each body in its signature\n"
    "--concurrency 16              connections (threads of floor)\n"
    "--seconds 5                   no request starts later\n"
    "--count 0                     the most requests; 0: no limit\n"
    "--timeout 60                  seconds for one request\n"
    "--backoff 0                   ms: a request refused by 503 is sent again, as SDKs do, after up\n"
    "                              to so long, twice that ... 20 s, at random; 0: it has failed\n"
    "--size 4KiB                   of a body, object or file\n"
    "--keys 10000 --first 0        numbers of the keys: FIRST to FIRST+KEYS-1\n"
    "--layout flat|tree|wide       one directory; 3 levels; 1,000 directories\n"
    "--prefix data/                before every key\n"
    "--order cycle|random          of keys; of list: one page after the other, or random starts\n"
    "--seed 1                      of random orders\n"
    "--max-keys 1000 --delimiter / of pages\n"
    "--part-size 8MiB              of multipart\n"
    "--rate 1KiB                   bytes a second of each slow upload\n"
    "--root DIR                    of tree and floor\n"
    "--sync none|file|all          what floor syncs: nothing, the file, also its directory\n";

static _Noreturn void refuse(const char *what, const char *value) {
  fprintf(stderr, "load: %s %s\n\n%s", what, value, usage);
  exit(2);
}

static uint64_t number(const char *text) {
  char *end;
  uint64_t n = strtoull(text, &end, 10);
  if (end == text) refuse("not a number:", text);
  if (strcmp(end, "KiB") == 0) return n << 10;
  if (strcmp(end, "MiB") == 0) return n << 20;
  if (strcmp(end, "GiB") == 0) return n << 30;
  if (*end) refuse("not a number:", text);
  return n;
}

static bool set_text(struct options *o, const char *name, const char *value) {
  const struct {
    const char *name;
    const char **field;
  } texts[] = {{"url", &o->url},         {"bucket", &o->bucket},       {"access", &o->access},
               {"secret", &o->secret},   {"region", &o->region},       {"prefix", &o->prefix},
               {"payload", &o->payload}, {"delimiter", &o->delimiter}, {"root", &o->root},
               {"sync", &o->sync}};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    if (strcmp(name, texts[i].name) == 0) {
      *texts[i].field = value;
      return true;
    }
  }
  return false;
}

static bool set_number(struct options *o, const char *name, const char *value) {
  const struct {
    const char *name;
    uint64_t *field;
  } numbers[] = {{"size", &o->size}, {"part-size", &o->part_size}, {"keys", &o->keys},
                 {"rate", &o->rate}, {"first", &o->first},         {"count", &o->count},
                 {"seed", &o->seed}, {"max-keys", &o->max_keys},   {"backoff", &o->backoff}};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    if (strcmp(name, numbers[i].name) == 0) {
      *numbers[i].field = number(value);
      return true;
    }
  }
  return false;
}

static void set(struct options *o, const char *name, const char *value) {
  if (set_text(o, name, value) || set_number(o, name, value)) return;
  if (strcmp(name, "concurrency") == 0)
    o->concurrency = (int)number(value);
  else if (strcmp(name, "seconds") == 0)
    o->seconds = atof(value);
  else if (strcmp(name, "timeout") == 0)
    o->timeout = atof(value);
  else if (strcmp(name, "order") == 0)
    o->random = strcmp(value, "random") == 0;
  else if (strcmp(name, "layout") != 0)
    refuse("unknown option", name);
  else if (layout_of(value, &o->layout) != 0)
    refuse("unknown layout", value);
}

void options_read(int count, char **words, struct options *out) {
  *out = (struct options){.url = "http://127.0.0.1:9000", .bucket = "bench", .region = "us-east-1",
                          .prefix = "data/", .payload = "unsigned", .sync = "none",
                          .layout = FLAT, .size = 4096, .part_size = 8 << 20, .keys = 10000,
                          .max_keys = 1000, .rate = 1024, .seed = 1, .concurrency = 16,
                          .seconds = 5, .timeout = 60};
  if (count < 2 || count % 2 != 0) refuse("needs a command, and a value for every option", "");
  out->command = words[1];
  for (int i = 2; i + 1 < count; i += 2) {
    if (strncmp(words[i], "--", 2) != 0) refuse("unknown option", words[i]);
    set(out, words[i] + 2, words[i + 1]);
  }
  if (out->concurrency < 1 || out->keys < 1 || out->part_size < 1) refuse("less than", "1");
}
