package io.sluice.s3.auth;

/**
 * Where the chain of chunk signatures starts.
 *
 * @param signature the head's signature, 64 hexadecimal digits
 * @param key signs the chunks as it signed the head
 * @param scope the scope that the key is for
 * @param timestamp the request's time as {@code yyyyMMdd'T'HHmmss'Z'}
 */
public record ChunkSeed(
    String signature, SigningKey key, CredentialScope scope, String timestamp) {}
