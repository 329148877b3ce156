#include "sha256.h"

#include <string.h>

#define BLOCK 64

static const uint32_t K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

struct state {
  uint32_t h[8];
  uint8_t block[BLOCK];
  size_t held;
  uint64_t total;
};

static uint32_t rotate(uint32_t x, int n) { return x >> n | x << (32 - n); }

static void absorb(struct state *s, const uint8_t *p) {
  uint32_t w[64];
  for (int i = 0; i < 16; i++)
    w[i] = (uint32_t)p[4 * i] << 24 | p[4 * i + 1] << 16 | p[4 * i + 2] << 8 | p[4 * i + 3];
  for (int i = 16; i < 64; i++) {
    uint32_t a = w[i - 15], b = w[i - 2];
    w[i] = w[i - 16] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) + w[i - 7] +
           (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
  }
  uint32_t v[8];
  memcpy(v, s->h, sizeof v);
  for (int i = 0; i < 64; i++) {
    uint32_t e = v[4], a = v[0];
    uint32_t t1 = v[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
                  ((e & v[5]) ^ (~e & v[6])) + K[i] + w[i];
    uint32_t t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) +
                  ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
    memmove(v + 1, v, 7 * sizeof *v);
    v[4] += t1;
    v[0] = t1 + t2;
  }
  for (int i = 0; i < 8; i++) s->h[i] += v[i];
}

static void begin(struct state *s) {
  static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  memcpy(s->h, start, sizeof start);
  s->held = 0;
  s->total = 0;
}

static void update(struct state *s, const void *data, size_t length) {
  const uint8_t *p = data;
  s->total += length;
  while (length > 0) {
    if (s->held == 0 && length >= BLOCK) {
      absorb(s, p);
      p += BLOCK;
      length -= BLOCK;
      continue;
    }
    size_t take = BLOCK - s->held < length ? BLOCK - s->held : length;
    memcpy(s->block + s->held, p, take);
    s->held += take;
    p += take;
    length -= take;
    if (s->held == BLOCK) {
      absorb(s, s->block);
      s->held = 0;
    }
  }
}

static void end(struct state *s, uint8_t out[SHA256_BYTES]) {
  uint64_t bits = s->total * 8;
  uint8_t pad[BLOCK + 8] = {0x80};
  size_t zeros = (s->held < 56 ? 56 : 120) - s->held;
  for (int i = 0; i < 8; i++) pad[zeros + i] = (uint8_t)(bits >> (56 - 8 * i));
  update(s, pad, zeros + 8);
  for (int i = 0; i < SHA256_BYTES; i++) out[i] = (uint8_t)(s->h[i / 4] >> (24 - 8 * (i % 4)));
}

void sha256(const void *data, size_t length, uint8_t out[SHA256_BYTES]) {
  struct state s;
  begin(&s);
  update(&s, data, length);
  end(&s, out);
}

void hmac_sha256(const void *key, size_t key_length, const void *data, size_t length,
                 uint8_t out[SHA256_BYTES]) {
  uint8_t inner[BLOCK] = {0}, outer[BLOCK];
  if (key_length > BLOCK)
    sha256(key, key_length, inner);
  else
    memcpy(inner, key, key_length);
  for (int i = 0; i < BLOCK; i++) {
    outer[i] = inner[i] ^ 0x5c;
    inner[i] ^= 0x36;
  }
  struct state s;
  begin(&s);
  update(&s, inner, BLOCK);
  update(&s, data, length);
  end(&s, out);
  begin(&s);
  update(&s, outer, BLOCK);
  update(&s, out, SHA256_BYTES);
  end(&s, out);
}

void to_hex(const uint8_t digest[SHA256_BYTES], char out[SHA256_HEX]) {
  static const char digits[] = "0123456789abcdef";
  for (int i = 0; i < SHA256_BYTES; i++) {
    out[2 * i] = digits[digest[i] >> 4];
    out[2 * i + 1] = digits[digest[i] & 15];
  }
  out[2 * SHA256_BYTES] = 0;
}
