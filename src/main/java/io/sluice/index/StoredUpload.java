package io.sluice.index;

import io.sluice.model.ObjectKey;

/**
 * One multipart upload under way.
 *
 * @param json what the caller gave, unread
 */
public record StoredUpload(ObjectKey key, String uploadId, String json) {}
