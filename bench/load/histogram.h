/* Latencies in buckets whose width is at most 1.6 % of the value; the largest is kept exactly. */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H
#include <stdint.h>

#define HISTOGRAM_BUCKETS (64 * 40)

struct histogram {
  uint64_t counts[HISTOGRAM_BUCKETS];
  uint64_t total, max_ns;
};

void histogram_add(struct histogram *h, uint64_t ns);
void histogram_merge(struct histogram *into, const struct histogram *from);

/* The value below which the given fraction of all lies, in milliseconds; 0 when there is none. */
double histogram_ms(const struct histogram *h, double fraction);

#endif
