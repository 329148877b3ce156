package io.sluice.wire;

import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** The SDK's asynchronous clients with its default settings: where to, and who, and no more. */
final class AsyncClients {
  private AsyncClients() {}

  /** The Java client over Netty, one request for each call. */
  static S3AsyncClient plain(Wire wire) {
    return netty(wire, false);
  }

  /** The Java client over Netty that sends large objects in parts on its own. */
  static S3AsyncClient inParts(Wire wire) {
    return netty(wire, true);
  }

  /**
   * The client over the AWS Common Runtime, which is native code with an HTTP client of its own.
   */
  static S3AsyncClient crt(Wire wire) {
    return S3AsyncClient.crtBuilder()
        .endpointOverride(wire.endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(Wire.credentials())
        .forcePathStyle(true)
        .build();
  }

  private static S3AsyncClient netty(Wire wire, boolean multipart) {
    return S3AsyncClient.builder()
        .endpointOverride(wire.endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(Wire.credentials())
        .forcePathStyle(true)
        .multipartEnabled(multipart)
        .httpClientBuilder(NettyNioAsyncHttpClient.builder())
        .build();
  }
}
