/* TLS of a connection, by OpenSSL if its headers were there when this was compiled. */
#ifndef TLS_H
#define TLS_H
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct tls;

bool tls_is_built(void);

/* The client's side, on a socket that does not block. Asks nobody whom the certificate names. */
struct tls *tls_open(int fd);
void tls_close(struct tls *tls);

/* As recv(2) and send(2); the handshake is part of the first of them. */
ssize_t tls_read(struct tls *tls, void *bytes, size_t length);
ssize_t tls_write(struct tls *tls, const void *bytes, size_t length);

/* Whether there is more to read that poll does not tell of. */
bool tls_has_more(const struct tls *tls);

#endif
