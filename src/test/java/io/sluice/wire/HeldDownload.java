package io.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.transfer.s3.progress.TransferListener;

/**
 * Holds a download up until it is paused, so that this is surely before its end: paused with all
 * bytes there, the client would resume it with a range behind the end, which S3 refuses.
 */
final class HeldDownload implements TransferListener {
  private static final long PATIENCE_MILLIS = 30_000;

  /** For each piece. The runtime's client waits for a piece that is on its way before it pauses. */
  private static final long HELD_MILLIS = 1_000;

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  @Override
  public void bytesTransferred(Context.BytesTransferred context) {
    begun.countDown();
    var _ = await(released, HELD_MILLIS);
  }

  void awaitFirstBytes() {
    assertThat(await(begun, PATIENCE_MILLIS)).as("the first bytes of a download").isTrue();
  }

  void letGo() {
    released.countDown();
  }

  private static boolean await(CountDownLatch latch, long millis) {
    try {
      return latch.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
