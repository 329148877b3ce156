/* SHA-256 (FIPS 180-4) and HMAC (RFC 2104), so that the generator needs nothing but libc. */
#ifndef SHA256_H
#define SHA256_H
#include <stddef.h>
#include <stdint.h>

#define SHA256_BYTES 32
#define SHA256_HEX 65 /* with the closing zero */

void sha256(const void *data, size_t length, uint8_t out[SHA256_BYTES]);
void hmac_sha256(const void *key, size_t key_length, const void *data, size_t length,
                 uint8_t out[SHA256_BYTES]);
void to_hex(const uint8_t digest[SHA256_BYTES], char out[SHA256_HEX]);

#endif
