package io.sluice.s3;

import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Headers of GetObjectAttributes. */
final class AttributesHeaders {
  private static final String WANTED = "x-amz-object-attributes";
  private static final String MARKER = "x-amz-part-number-marker";
  private static final String MAX_PARTS = "x-amz-max-parts";

  private AttributesHeaders() {}

  static S3Request parse(ParsedHead head, String bucket, ObjectKey key) {
    return new S3Request.GetObjectAttributes(
        bucket,
        key,
        ConditionHeaders.ofRead(head),
        wanted(head.joinedHeader(WANTED)),
        number(head, MARKER, 0),
        Math.min(number(head, MAX_PARTS, ListParameters.MAX_ENTRIES), ListParameters.MAX_ENTRIES));
  }

  private static Set<ObjectAttribute> wanted(@Nullable String names) {
    Set<ObjectAttribute> wanted = EnumSet.noneOf(ObjectAttribute.class);
    if (names == null || names.isBlank()) {
      throw invalid("The x-amz-object-attributes header specifying the attributes is missing.");
    }
    for (String name : names.split(",", -1)) {
      ObjectAttribute attribute = ObjectAttribute.ofName(name.strip());
      if (attribute == null) {
        throw invalid("Invalid attribute name specified.");
      }
      wanted.add(attribute);
    }
    return wanted;
  }

  private static int number(ParsedHead head, String name, int absent) {
    String value = head.header(name);
    if (value == null) {
      return absent;
    }
    try {
      int number = Integer.parseInt(value.strip());
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw invalid("The header " + name + " must be an integer of at least 0.");
  }

  private static RefusedException invalid(String message) {
    return Refusal.exception(Reason.INVALID_ARGUMENT, message);
  }
}
