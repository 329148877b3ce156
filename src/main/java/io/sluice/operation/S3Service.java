package io.sluice.operation;

import io.sluice.catalog.Credential;
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
  private final AccessGate gate;
  private final CorsGate cors;
  private final PostObject forms;
  private final QueueGate queueing;

  public S3Service(SigV4 signatures, RequestRouter router, Rooms rooms) {
    this.signatures = signatures;
    this.router = router;
    this.queueing = new QueueGate(rooms.lanes(), router);
    this.gate = new AccessGate(rooms.catalog(), rooms.clock());
    CorsConfigurations configurations = new CorsConfigurations(rooms);
    this.operations = new OperationTable(rooms, configurations);
    this.cors = new CorsGate(router, configurations);
    this.forms = new PostObject(new FormUpload.Terms(signatures, router, rooms, gate));
  }

  @Override
  public Future<S3Response> handle(RequestHead head, RequestBody body, RequestNotes notes) {
    if (head.method().equals("OPTIONS")) {
      notes.operation("Preflight", router.bucket(head));
      return cors.preflight(head);
    }
    return cors.opened(head, answer(head, body, notes));
  }

  private Future<S3Response> answer(RequestHead head, RequestBody body, RequestNotes notes) {
    try {
      queueing.check(head, notes);
      String formBucket = router.formBucket(head);
      if (formBucket != null) {
        notes.operation("PostObject", formBucket);
        return forms.answer(formBucket, head, body, notes);
      }
      Authenticated proved = authenticated(head, notes);
      Credential caller = gate.caller(proved.accessKey());
      notes.caller(caller);
      S3Request request = router.route(head);
      notes.request(request);
      gate.check(request, head, caller.user());
      var exchange = new Exchange(head, body, caller.user(), proved.payload(), gate.owner());
      return gate.hidingAbsent(request, caller.user(), answer(request, exchange));
    } catch (RefusedException refused) {
      return Future.failedFuture(refused);
    }
  }

  /** A refusal that is thrown fails the future, so that what is hidden is hidden there too. */
  private Future<S3Response> answer(S3Request request, Exchange exchange) {
    try {
      return operations.answer(request, exchange);
    } catch (RefusedException refused) {
      return Future.failedFuture(refused);
    }
  }

  private Authenticated authenticated(RequestHead head, RequestNotes notes) {
    try {
      return signatures.authenticate(head);
    } catch (RefusedException refused) {
      note(head, notes);
      throw refused;
    }
  }

  /** Notes what a stranger asked for, if that can be made out. */
  private void note(RequestHead head, RequestNotes notes) {
    try {
      notes.request(router.route(head));
    } catch (RefusedException unreadable) {
      notes.operation(RequestNotes.UNKNOWN, router.bucket(head));
    }
  }
}
