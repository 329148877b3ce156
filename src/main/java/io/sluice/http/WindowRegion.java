package io.sluice.http;

import io.netty.channel.DefaultFileRegion;
import java.nio.channels.FileChannel;

/** A region that leaves its file open, since more regions of it follow. */
final class WindowRegion extends DefaultFileRegion {
  WindowRegion(FileChannel file, long offsetBytes, long lengthBytes) {
    super(file, offsetBytes, lengthBytes);
  }

  @Override
  protected void deallocate() {
    // The sender closes the file after the last region.
  }
}
