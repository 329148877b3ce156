package io.sluice.index;

import io.sluice.model.ObjectKey;

public record StoredUpload(ObjectKey key, String uploadId, String json) {}
