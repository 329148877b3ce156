package io.sluice.s3;

import io.sluice.model.Conditions;
import io.sluice.model.ObjectKey;

/**
 * What a copy reads.
 *
 * @param bucket the source's bucket
 * @param key the source's key; obeys KeyRules
 * @param conditions the {@code x-amz-copy-source-if-*} headers
 */
public record CopySource(String bucket, ObjectKey key, Conditions conditions) {}
