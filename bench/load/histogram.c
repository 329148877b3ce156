#include "histogram.h"

/* 64 buckets for each power of two; below 64 ns the value is its own bucket. */
static int bucket_of(uint64_t ns) {
  if (ns < 64) return (int)ns;
  int shift = 63 - __builtin_clzll(ns) - 6;
  int bucket = 64 * (shift + 1) + (int)(ns >> shift) - 64;
  return bucket < HISTOGRAM_BUCKETS ? bucket : HISTOGRAM_BUCKETS - 1;
}

static uint64_t middle_of(int bucket) {
  if (bucket < 64) return (uint64_t)bucket;
  int shift = bucket / 64 - 1;
  return ((uint64_t)(bucket % 64) + 64) << shift | (shift > 0 ? 1ull << (shift - 1) : 0);
}

void histogram_add(struct histogram *h, uint64_t ns) {
  h->counts[bucket_of(ns)]++;
  h->total++;
  if (ns > h->max_ns) h->max_ns = ns;
}

void histogram_merge(struct histogram *into, const struct histogram *from) {
  for (int i = 0; i < HISTOGRAM_BUCKETS; i++) into->counts[i] += from->counts[i];
  into->total += from->total;
  if (from->max_ns > into->max_ns) into->max_ns = from->max_ns;
}

double histogram_ms(const struct histogram *h, double fraction) {
  if (fraction >= 1) return (double)h->max_ns / 1e6;
  uint64_t wanted = (uint64_t)((double)h->total * fraction), seen = 0;
  for (int i = 0; i < HISTOGRAM_BUCKETS; i++) {
    seen += h->counts[i];
    if (seen > wanted) {
      uint64_t ns = middle_of(i);
      return (double)(ns < h->max_ns ? ns : h->max_ns) / 1e6;
    }
  }
  return (double)h->max_ns / 1e6;
}
