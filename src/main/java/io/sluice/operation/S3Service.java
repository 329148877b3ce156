package io.sluice.operation;

import io.sluice.catalog.Credential;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import io.sluice.s3.RequestHead;
import io.sluice.s3.RequestRouter;
import io.sluice.s3.S3Request;
import io.sluice.s3.auth.Authenticated;
import io.sluice.s3.auth.SigV4;
import io.vertx.core.Future;

/** Authenticates a request, finds out what it asks for, and has it answered. */
public final class S3Service implements RequestHandler {
  private final SigV4 signatures;
  private final RequestRouter router;
  private final OperationTable operations;
  private final Rooms rooms;
  private final CorsGate cors;
  private final PostObject forms;

  public S3Service(SigV4 signatures, RequestRouter router, Rooms rooms) {
    this.signatures = signatures;
    this.router = router;
    this.rooms = rooms;
    CorsConfigurations configurations = new CorsConfigurations(rooms);
    this.operations = new OperationTable(rooms, configurations);
    this.cors = new CorsGate(router, configurations);
    this.forms = new PostObject(new FormUpload.Terms(signatures, router, rooms));
  }

  @Override
  public Future<S3Response> handle(RequestHead head, RequestBody body) {
    return head.method().equals("OPTIONS")
        ? cors.preflight(head)
        : cors.opened(head, answer(head, body));
  }

  private Future<S3Response> answer(RequestHead head, RequestBody body) {
    try {
      String formBucket = router.formBucket(head);
      if (formBucket != null) {
        return forms.answer(formBucket, head, body);
      }
      Authenticated proved = signatures.authenticate(head);
      Credential caller = rooms.catalog().credential(proved.accessKey());
      if (caller == null) {
        throw Refusal.exception(
            Reason.INVALID_ACCESS_KEY_ID, "The access key does not exist any more.");
      }
      S3Request request = router.route(head);
      return operations.answer(request, new Exchange(head, body, caller, proved.payload()));
    } catch (RefusedException refused) {
      return Future.failedFuture(refused);
    }
  }
}
