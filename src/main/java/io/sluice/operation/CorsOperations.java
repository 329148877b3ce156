package io.sluice.operation;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.S3Request;
import io.sluice.s3.body.BodyPlan;
import io.sluice.s3.xml.CorsDocument;
import io.vertx.core.Future;

/**
 * Keeps and tells a bucket's CORS rules.
 *
 * <p>Source: S3 API reference, PutBucketCors, GetBucketCors and DeleteBucketCors.
 */
final class CorsOperations {
  private final CorsConfigurations configurations;

  CorsOperations(CorsConfigurations configurations) {
    this.configurations = configurations;
  }

  Future<S3Response> get(S3Request.GetBucketCors request) {
    return configurations
        .of(request.bucket())
        .map(found -> {
          if (found.isEmpty()) {
            throw Refusal.exception(
                Reason.NO_SUCH_CORS_CONFIGURATION, "The CORS configuration does not exist");
          }
          return Answers.xml(CorsDocument.of(found.get()));
        });
  }

  Future<S3Response> put(S3Request.PutBucketCors request, Exchange exchange) {
    BodyPlan plan = BodyPlan.of(exchange.head(), exchange.payload());
    return SmallBody.read(exchange, plan, CorsDocument.MAX_BYTES)
        .map(CorsDocument::parse)
        .compose(rules -> configurations.store(request.bucket(), rules))
        .map(stored -> Answers.empty(200));
  }

  Future<S3Response> delete(S3Request.DeleteBucketCors request) {
    return configurations.store(request.bucket(), null).map(removed -> Answers.empty(204));
  }
}
