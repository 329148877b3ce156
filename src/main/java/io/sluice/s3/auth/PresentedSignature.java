package io.sluice.s3.auth;

import java.util.List;

/**
 * A signature as a client presents it, parsed but not yet believed.
 *
 * @param place where it was found
 * @param credential who says so
 * @param time when the request was signed
 * @param signedHeaders in lower case, in the client's order
 * @param signature as sent
 * @param payloadHash what stands for the body in the canonical request
 */
record PresentedSignature(
    CredentialField.Place place,
    CredentialField credential,
    AmzDate time,
    List<String> signedHeaders,
    String signature,
    String payloadHash) {}
