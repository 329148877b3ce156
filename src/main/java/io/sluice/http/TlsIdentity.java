package io.sluice.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * The certificate of the S3 port and its private key, found to belong together. Never prints them.
 *
 * @param certificate PEM: the node's certificate, then those that lead to its root
 * @param key PEM: PKCS #8, or the older form of RSA and EC keys; unencrypted
 * @param name one for which the certificate stands; of a wildcard, one that it covers
 * @param expires when the certificate ends
 */
public record TlsIdentity(Buffer certificate, Buffer key, String name, Instant expires) {
  /** Older versions have known weaknesses. */
  static final Set<String> PROTOCOLS = new LinkedHashSet<>(List.of("TLSv1.3", "TLSv1.2"));

  private static final byte[] SAMPLE = "sluice".getBytes(StandardCharsets.US_ASCII);

  /**
   * Reads and checks a pair.
   *
   * @throws GeneralSecurityException with the end of a sentence, when it can't be used
   */
  public static TlsIdentity of(Vertx vertx, byte[] certificate, byte[] key)
      throws GeneralSecurityException {
    Buffer certificatePem = Buffer.buffer(certificate);
    Buffer keyPem = Buffer.buffer(key);
    PemKeyCertOptions pair = pem(certificatePem, keyPem);
    try {
      KeyStore store = pair.loadKeyStore(vertx);
      String alias = store.aliases().nextElement();
      X509KeyManager manager = manager(pair.getKeyManagerFactory(vertx).getKeyManagers());
      X509Certificate own = manager.getCertificateChain(alias)[0];
      refuseMismatch(own, manager.getPrivateKey(alias));
      return new TlsIdentity(
          certificatePem, keyPem, CertificateName.of(own), own.getNotAfter().toInstant());
    } catch (GeneralSecurityException refused) {
      throw refused;
    } catch (Exception unreadable) {
      throw new GeneralSecurityException(
          "can't be used as a PEM certificate and its private key", unreadable);
    }
  }

  private static X509KeyManager manager(KeyManager[] managers) throws GeneralSecurityException {
    for (KeyManager manager : managers) {
      if (manager instanceof X509KeyManager found) {
        return found;
      }
    }
    throw new GeneralSecurityException("hold no certificate");
  }

  private static void refuseMismatch(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> throw new GeneralSecurityException("hold a key that is neither RSA nor EC");
        };
    if (!certificate.getPublicKey().getAlgorithm().equals(key.getAlgorithm())) {
      throw mismatch();
    }
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(SAMPLE);
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(SAMPLE);
    if (!signature.verify(signed)) {
      throw mismatch();
    }
  }

  private static GeneralSecurityException mismatch() {
    return new GeneralSecurityException("do not belong together");
  }

  private static PemKeyCertOptions pem(Buffer certificate, Buffer key) {
    return new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key);
  }

  /** Whose TLS the port speaks: BoringSSL, or the JDK's where that can't be loaded. */
  public static String engine() {
    return OpenSSLEngineOptions.isAvailable() ? "BoringSSL" : "JDK";
  }

  PemKeyCertOptions pem() {
    return pem(certificate, key);
  }

  /** For a server that is running. */
  ServerSSLOptions options() {
    return new ServerSSLOptions()
        .setKeyCertOptions(pem())
        .setUseAlpn(false)
        .setEnabledSecureTransportProtocols(PROTOCOLS);
  }

  /**
   * For a client of the other nodes: they must show this certificate, or one for the same name that
   * is signed by what this one's file holds. They are reached by addresses, which stand in no
   * certificate.
   */
  ClientSSLOptions towardsNodes() {
    return new ClientSSLOptions()
        .setTrustOptions(new PemTrustOptions().addCertValue(certificate))
        .setHostnameVerificationAlgorithm("HTTPS")
        .setUseAlpn(false)
        .setEnabledSecureTransportProtocols(PROTOCOLS);
  }

  @Override
  public String toString() {
    return "TlsIdentity[until " + expires + "]";
  }
}
