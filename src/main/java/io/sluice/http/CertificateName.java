package io.sluice.http;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** For whom a certificate stands. Source: RFC 9525, section 6; RFC 5280, section 4.2.1.6. */
final class CertificateName {
  private static final int DNS = 2;
  private static final int ADDRESS = 7;

  private CertificateName() {}

  /** A host name if there is one, else an address, else the common name; empty without any. */
  static String of(X509Certificate certificate) throws CertificateParsingException {
    return Stream.of(alternative(certificate, DNS), alternative(certificate, ADDRESS))
        .flatMap(List::stream)
        .findFirst()
        .orElseGet(() -> commonName(certificate))
        .replaceFirst("^\\*", "node");
  }

  private static List<String> alternative(X509Certificate certificate, int kind)
      throws CertificateParsingException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    return names == null
        ? List.of()
        : names.stream()
            .filter(name -> Integer.valueOf(kind).equals(name.get(0)))
            .map(name -> String.valueOf(name.get(1)))
            .toList();
  }

  private static String commonName(X509Certificate certificate) {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(part -> part.getType().equalsIgnoreCase("CN"))
              .map(Rdn::getValue)
              .map(String::valueOf)
              .findFirst()
              .orElse("");
    } catch (InvalidNameException unreadable) {
      return "";
    }
  }
}
