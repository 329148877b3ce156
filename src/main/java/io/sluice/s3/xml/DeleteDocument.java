package io.sluice.s3.xml;

import io.sluice.model.ObjectKey;
import io.sluice.model.Refusal;
import io.sluice.s3.ErrorTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers DeleteObjects. */
public final class DeleteDocument {
  private DeleteDocument() {}

  /**
   * What became of one key.
   *
   * @param key as the request named it
   * @param versionId as the request named it, or null
   * @param refusal why the key was not deleted, or null when it was, or was not there
   */
  public record Outcome(ObjectKey key, @Nullable String versionId, @Nullable Refusal refusal) {}

  /**
   * The document.
   *
   * @param quiet whether only refusals are told
   */
  public static byte[] bytes(List<Outcome> outcomes, boolean quiet) {
    XmlWriter xml = Elements.root("DeleteResult", 512 + 96 * outcomes.size());
    for (Outcome outcome : outcomes) {
      Refusal refusal = outcome.refusal();
      if (refusal != null) {
        error(xml, outcome, refusal);
      } else if (!quiet) {
        xml.open("Deleted");
        name(xml, outcome);
        xml.close("Deleted");
      }
    }
    return xml.close("DeleteResult").bytes();
  }

  private static void error(XmlWriter xml, Outcome outcome, Refusal refusal) {
    xml.open("Error");
    name(xml, outcome);
    xml.element("Code", ErrorTable.error(refusal.reason()).code());
    xml.element("Message", refusal.message());
    xml.close("Error");
  }

  private static void name(XmlWriter xml, Outcome outcome) {
    xml.element("Key", outcome.key().toString());
    String version = outcome.versionId();
    if (version != null) {
      xml.element("VersionId", version);
    }
  }
}
