#include "tls.h"

#include <err.h>
#include <errno.h>
#include <stdlib.h>

#ifdef WITH_TLS
#include <openssl/err.h>
#include <openssl/ssl.h>

/* One cipher, so that servers do the same work. */
#define CIPHER "TLS_AES_128_GCM_SHA256"

struct tls {
  SSL *ssl;
};

bool tls_is_built(void) { return true; }

static SSL_CTX *context(void) {
  static SSL_CTX *shared;
  if (shared) return shared;
  shared = SSL_CTX_new(TLS_client_method());
  if (!shared || SSL_CTX_set_min_proto_version(shared, TLS1_3_VERSION) != 1 ||
      SSL_CTX_set_ciphersuites(shared, CIPHER) != 1)
    errx(1, "OpenSSL has no %s", CIPHER);
  SSL_CTX_set_verify(shared, SSL_VERIFY_NONE, NULL);
  SSL_CTX_set_mode(shared, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(shared, 1);
  SSL_CTX_set_default_read_buffer_len(shared, 256 << 10);
  return shared;
}

struct tls *tls_open(int fd) {
  struct tls *tls = malloc(sizeof *tls);
  if (!tls) abort();
  tls->ssl = SSL_new(context());
  if (!tls->ssl || SSL_set_fd(tls->ssl, fd) != 1) errx(1, "TLS");
  SSL_set_connect_state(tls->ssl);
  return tls;
}

void tls_close(struct tls *tls) {
  if (!tls) return;
  SSL_free(tls->ssl);
  free(tls);
}

static ssize_t result(struct tls *tls, int done) {
  if (done > 0) return done;
  int why = SSL_get_error(tls->ssl, done);
  ERR_clear_error();
  if (why == SSL_ERROR_ZERO_RETURN) return 0;
  errno = why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? EAGAIN : ECONNRESET;
  return -1;
}

ssize_t tls_read(struct tls *tls, void *bytes, size_t length) {
  return result(tls, SSL_read(tls->ssl, bytes, (int)length));
}

ssize_t tls_write(struct tls *tls, const void *bytes, size_t length) {
  return result(tls, SSL_write(tls->ssl, bytes, (int)length));
}

bool tls_has_more(const struct tls *tls) { return SSL_has_pending(tls->ssl) == 1; }
#else
bool tls_is_built(void) { return false; }

struct tls *tls_open(int fd) {
  (void)fd;
  errx(2, "compiled without TLS: install OpenSSL's headers (Debian: libssl-dev) and build again");
}

void tls_close(struct tls *tls) { (void)tls; }

ssize_t tls_read(struct tls *tls, void *bytes, size_t length) {
  (void)tls, (void)bytes, (void)length;
  errno = ENOSYS;
  return -1;
}

ssize_t tls_write(struct tls *tls, const void *bytes, size_t length) {
  (void)tls, (void)bytes, (void)length;
  errno = ENOSYS;
  return -1;
}

bool tls_has_more(const struct tls *tls) {
  (void)tls;
  return false;
}
#endif
