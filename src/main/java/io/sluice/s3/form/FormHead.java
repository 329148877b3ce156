package io.sluice.s3.form;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.PercentCoding;
import io.sluice.s3.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A form's fields as the head of the PUT that would write the same object. */
public final class FormHead {
  private static final Set<String> PLAIN =
      Set.of(
          "cache-control",
          "content-disposition",
          "content-encoding",
          "content-language",
          "content-md5",
          "content-type",
          "expires");

  /** About the form itself. */
  private static final Set<String> OF_THE_FORM =
      Set.of("x-amz-signature", "x-amz-algorithm", "x-amz-credential", "x-amz-date");

  private FormHead() {}

  /** The head; refuses a form without a key. */
  public static RequestHead of(String bucket, FormFields fields) {
    String key = fields.get("key");
    if (key == null || key.isEmpty()) {
      throw Refusal.exception(
          Reason.INVALID_ARGUMENT, "Bucket POST must contain a field named 'key'.");
    }
    List<RequestHead.Header> headers = new ArrayList<>();
    for (Map.Entry<String, String> field : fields.all().entrySet()) {
      String name = field.getKey();
      boolean amz = name.startsWith("x-amz-") && !OF_THE_FORM.contains(name);
      if (amz || PLAIN.contains(name)) {
        headers.add(new RequestHead.Header(name, field.getValue()));
      } else if (name.equals("acl")) {
        headers.add(new RequestHead.Header("x-amz-acl", field.getValue()));
      }
    }
    // How long the file is, nobody knows before it ends.
    headers.add(new RequestHead.Header("transfer-encoding", "chunked"));
    return new RequestHead("PUT", "/" + bucket + "/" + PercentCoding.encode(key), "", headers);
  }
}
