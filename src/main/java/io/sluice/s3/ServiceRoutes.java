package io.sluice.s3;

/** Requests without a bucket. */
final class ServiceRoutes {
  private static final int MAX_BUCKETS = 10_000;

  private ServiceRoutes() {}

  static S3Request route(ParsedHead head) {
    if (!head.method().equals("GET")) {
      throw RequestRouter.methodNotAllowed();
    }
    RequestQuery query = head.query();
    return new S3Request.ListBuckets(
        query.getOrEmpty("prefix"),
        QueryNumbers.within(query, "max-buckets", 1, MAX_BUCKETS, MAX_BUCKETS),
        query.get("continuation-token"));
  }
}
