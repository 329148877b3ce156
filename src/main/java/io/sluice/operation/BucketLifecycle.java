package io.sluice.operation;

import io.vertx.core.Future;

/** Makes and removes volumes while the node runs. */
public interface BucketLifecycle {
  /** Makes an empty volume and starts serving it. Fails with a refusal when the name is taken. */
  Future<Void> create(String bucket);

  /**
   * Stops serving a volume and removes it. Fails with BUCKET_NOT_EMPTY, and goes on serving, when
   * it holds anything.
   */
  Future<Void> delete(String bucket);
}
