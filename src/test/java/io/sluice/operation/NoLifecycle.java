package io.sluice.operation;

import io.vertx.core.Future;

/** For tests in which no bucket is made or removed. */
final class NoLifecycle implements BucketLifecycle {
  @Override
  public Future<Void> create(String bucket) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Void> delete(String bucket) {
    throw new UnsupportedOperationException();
  }
}
