/* The load generator. See ../README.md; `load` without arguments tells its options. */
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "selftest.h"
#include "tls.h"

static void print_latency(const char *name, const struct histogram *h) {
  printf("\"%s\": {\"p50\": %.4f, \"p90\": %.4f, \"p99\": %.4f, \"p999\": %.4f, \"max\": %.4f}",
         name, histogram_ms(h, .5), histogram_ms(h, .9), histogram_ms(h, .99),
         histogram_ms(h, .999), histogram_ms(h, 1));
}

static void print_text(const char *text) {
  putchar('"');
  for (const unsigned char *p = (const unsigned char *)text; *p; p++)
    putchar(*p < 32 || *p > 126 || *p == '"' || *p == '\\' ? ' ' : *p);
  putchar('"');
}

static void print_kinds(const struct measured *m) {
  const char *comma = "";
  printf("\"kinds\": {");
  for (int kind = 0; kind < KINDS; kind++) {
    uint64_t all = 0;
    for (int status = 0; status < 600; status++) all += m->statuses[kind][status];
    if (all == 0) continue;
    printf("%s\"%s\": {\"requests\": %llu, ", comma, kind_names[kind], (unsigned long long)all);
    print_latency("latency_ms", &m->latency[kind]);
    printf(", \"statuses\": {");
    comma = "";
    for (int status = 0; status < 600; status++) {
      if (m->statuses[kind][status] == 0) continue;
      printf("%s\"%d\": %llu", comma, status, (unsigned long long)m->statuses[kind][status]);
      comma = ", ";
    }
    printf("}}");
  }
  printf("}");
}

static void print_run(const struct run *run, const struct measured *m) {
  const struct options *o = run->target.options;
  static struct histogram all;
  uint64_t failed = run->hidden_failures;
  for (int kind = 0; kind < KINDS; kind++) {
    histogram_merge(&all, &m->latency[kind]);
    for (int status = 0; status < 600; status++)
      if (status < 200 || status >= 300) failed += m->statuses[kind][status];
  }
  printf("{\"command\": \"%s\", \"payload\": \"%s\", \"size\": %llu, \"concurrency\": %d, "
         "\"layout_keys\": %llu, \"seconds\": %.4f, \"requests\": %llu, \"failed\": %llu, "
         "\"per_second\": %.2f, \"bytes_in\": %llu, \"bytes_out\": %llu, \"client_cpu_ms\": %.1f, "
         "\"reconnects\": %llu, ",
         o->command, run->target.signer.enabled ? o->payload : "none",
         (unsigned long long)o->size, o->concurrency, (unsigned long long)o->keys, m->seconds,
         (unsigned long long)all.total, (unsigned long long)failed,
         m->seconds > 0 ? (double)all.total / m->seconds : 0, (unsigned long long)m->bytes_in,
         (unsigned long long)m->bytes_out, m->cpu_ms, (unsigned long long)m->reconnects);
  print_latency("latency_ms", &all);
  printf(", ");
  if (o->backoff > 0) {
    print_latency("with_retries_ms", &m->with_retries);
    printf(", \"retries\": %llu, ", (unsigned long long)m->retries);
  }
  if (run->keys + run->prefixes > 0)
    printf("\"listed_keys\": %llu, \"listed_prefixes\": %llu, \"whole_walks\": %llu, ",
           (unsigned long long)run->keys, (unsigned long long)run->prefixes,
           (unsigned long long)run->walks);
  if (run->uploads.total > 0) {
    print_latency("upload_ms", &run->uploads);
    printf(", ");
  }
  print_kinds(m);
  printf(", \"first_error\": ");
  print_text(m->first_error);
  printf("}\n");
}

int main(int count, char **words) {
  if (count == 2 && strcmp(words[1], "selftest") == 0) {
    selftest();
    return 0;
  }
  if (count == 2 && strcmp(words[1], "features") == 0) {
    printf("{\"tls\": %s}\n", tls_is_built() ? "true" : "false");
    return 0;
  }
  struct options options;
  options_read(count, words, &options);
  if (strcmp(options.command, "tree") == 0) {
    run_tree(&options);
    return 0;
  }
  if (strcmp(options.command, "floor") == 0) {
    run_floor(&options);
    return 0;
  }
  static const struct {
    const char *name;
    void (*run)(struct run *);
  } commands[] = {{"put", run_objects},   {"get", run_objects},         {"head", run_objects},
                  {"delete", run_objects}, {"mixed", run_objects},      {"list", run_list},
                  {"multipart", run_multipart}, {"idle", run_idle},     {"slow", run_idle}};
  static struct run run;
  static struct measured measured;
  signal(SIGPIPE, SIG_IGN);
  run.measured = &measured;
  target_open(&run.target, &options);
  run.limits = (struct limits){.address = run.target.address, .tls = run.target.tls,
                               .concurrency = options.concurrency,
                               .seconds = options.seconds, .quiet_seconds = options.timeout,
                               .backoff_ms = options.backoff};
  for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
    if (strcmp(options.command, commands[i].name) != 0) continue;
    commands[i].run(&run);
    if (commands[i].run != run_idle) print_run(&run, &measured);
    return 0;
  }
  errx(2, "unknown command %s", options.command);
}
