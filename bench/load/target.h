/* The server under load: its address, who asks, and requests for its objects. */
#ifndef TARGET_H
#define TARGET_H
#include "engine.h"
#include "options.h"
#include "sign.h"

struct target {
  const struct options *options;
  struct sockaddr_in address;
  bool tls;
  struct signer signer;
  char body_hash[SHA256_HEX]; /* of `size`, or of `part_size` bytes of content, or UNSIGNED */
};

#define HEAD_BYTES (12 << 10)

void target_open(struct target *t, const struct options *options);

/* Sets what signatures say of bodies: hashes them once if options ask for it. */
void target_hash(struct target *t, const struct content *content, uint64_t length);

/* Head of a request for a key (may be ""), with an encoded query. Gives its length. */
size_t target_head(const struct target *t, const char *method, const char *key, const char *query,
                   const uint64_t *body_length, char out[HEAD_BYTES]);

/* The same in memory of its own. */
char *target_head_copy(const struct target *t, const char *method, const char *key,
                       const uint64_t *body_length, size_t *length);

#endif
