package io.sluice.operation;

import io.sluice.model.ObjectKey;
import io.sluice.model.Permission;
import io.sluice.s3.CopySource;
import io.sluice.s3.S3Request;
import java.util.List;
import java.util.Set;

/**
 * The table of what each request needs. All of what is listed must be met; nothing listed means
 * that whoever has a key may ask.
 */
final class Needs {
  private Needs() {}

  static List<Need> of(S3Request request) {
    return switch (request) {
      // First, since cases are tried in turn and most requests are of these.
      case S3Request.ObjectRequest r -> onObject(r);
      // Shows only what the caller may see.
      case S3Request.ListBuckets _ -> List.of();
      // Is refused to everybody.
      case S3Request.NotOffered _ -> List.of();
      case S3Request.CreateBucket _ -> administrator();
      case S3Request.DeleteBucket _ -> administrator();
      case S3Request.PutBucketCors _ -> administrator();
      case S3Request.DeleteBucketCors _ -> administrator();
      case S3Request.PutBucketTagging _ -> administrator();
      case S3Request.DeleteBucketTagging _ -> administrator();
      case S3Request.DeleteUnset _ -> administrator();
      case S3Request.PutBucketVersioning _ -> administrator();
      case S3Request.PutBucketAcl _ -> administrator();
      // That the bucket is there, and that it has no settings of its own.
      case S3Request.GetBucketLocation r -> anything(r);
      case S3Request.GetBucketVersioning r -> anything(r);
      case S3Request.GetBucketAcl r -> anything(r);
      case S3Request.GetUnset r -> anything(r);
      case S3Request.GetBucketCors r -> anything(r);
      case S3Request.GetBucketTagging r -> anything(r);
      case S3Request.HeadBucket r -> List.of(new Need.Somewhere(Permission.LIST, r.bucket()));
      case S3Request.ListObjects r -> listing(r, r.list().prefix());
      case S3Request.ListObjectsV2 r -> listing(r, r.list().prefix());
      case S3Request.ListObjectVersions r -> listing(r, r.list().prefix());
      case S3Request.ListMultipartUploads r -> listing(r, r.list().prefix());
      // Each key in its body is decided on its own.
      case S3Request.DeleteObjects r -> anything(r);
    };
  }

  private static List<Need> onObject(S3Request.ObjectRequest request) {
    return switch (request) {
      case S3Request.HeadObject r -> List.of(on(r, Permission.READ));
      case S3Request.GetObject r -> List.of(on(r, Permission.READ));
      case S3Request.GetObjectAttributes r -> List.of(on(r, Permission.READ));
      case S3Request.GetObjectTagging r -> List.of(on(r, Permission.READ));
      case S3Request.GetObjectAcl r -> List.of(on(r, Permission.READ));
      case S3Request.PutObject r -> List.of(on(r, Permission.WRITE));
      case S3Request.CopyObject r -> List.of(source(r.source()), on(r, Permission.WRITE));
      case S3Request.PutObjectTagging r -> List.of(on(r, Permission.WRITE));
      case S3Request.DeleteObjectTagging r -> List.of(on(r, Permission.WRITE));
      case S3Request.PutObjectAcl r -> List.of(on(r, Permission.WRITE));
      case S3Request.RenameObject r -> rename(r);
      case S3Request.CreateMultipartUpload r -> List.of(on(r, Permission.WRITE));
      case S3Request.UploadPart r -> List.of(on(r, Permission.WRITE));
      case S3Request.UploadPartCopy r -> List.of(source(r.source()), on(r, Permission.WRITE));
      case S3Request.CompleteMultipartUpload r -> List.of(on(r, Permission.WRITE));
      case S3Request.AbortMultipartUpload r -> List.of(on(r, Permission.WRITE));
      case S3Request.ListParts r -> List.of(on(r, Permission.LIST, Permission.WRITE));
      case S3Request.DeleteObject r -> List.of(on(r, Permission.DELETE));
    };
  }

  /** Of a prefix: for all that lies below it. */
  private static List<Need> rename(S3Request.RenameObject request) {
    return List.of(
        of(request.bucket(), request.source(), Permission.READ),
        of(request.bucket(), request.source(), Permission.DELETE),
        on(request, Permission.WRITE));
  }

  private static List<Need> administrator() {
    return List.of(new Need.Administrator());
  }

  private static List<Need> anything(S3Request.BucketRequest request) {
    return List.of(new Need.Anything(request.bucket()));
  }

  private static List<Need> listing(S3Request.BucketRequest request, String prefix) {
    return List.of(new Need.OneOf(Set.of(Permission.LIST), request.bucket(), prefix));
  }

  private static Need on(S3Request.ObjectRequest request, Permission... permissions) {
    return of(request.bucket(), request.key(), permissions);
  }

  private static Need source(CopySource source) {
    return of(source.bucket(), source.key(), Permission.READ);
  }

  private static Need of(String bucket, ObjectKey key, Permission... permissions) {
    return new Need.OneOf(Set.of(permissions), bucket, key.toString());
  }
}
