package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.VolumeRoot;
import io.sluice.index.IndexFaultException;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ListPage;
import io.sluice.model.ListQuery;
import java.util.List;
import java.util.function.Supplier;

/**
 * Builds pages of listings from the index, after making sure of the directories that a page
 * touches. A page costs what its entries cost, however large or deep the volume is.
 */
final class PageBuilder {
  /** How often one page begins anew because the index's store fails. */
  private static final int ATTEMPTS = 3;

  private final VolumeRoot root;
  private final VolumeIndex index;
  private final Coverage coverage;
  private final Showing showing;

  /** What a page shows, who corrects it, and who hears what was shown. */
  record Showing(Supplier<ListingSettings> settings, Freshener freshener, Hashing hashing) {}

  PageBuilder(VolumeRoot root, VolumeIndex index, Coverage coverage, Showing showing) {
    this.root = root;
    this.index = index;
    this.coverage = coverage;
    this.showing = showing;
  }

  /**
   * One page.
   *
   * @throws FileFailure when the volume itself fails; what vanishes or may not be read meanwhile is
   *     left out
   */
  ListPage page(ListQuery query) throws FileFailure {
    if (query.maxKeys() == 0) {
      return new ListPage(List.of(), List.of(), false, query.position());
    }
    coverage.heed();
    for (int attempt = 1; ; attempt++) {
      long generation = index.generation();
      try (EntryVerifier verifier = new EntryVerifier(root, showing.freshener());
          PageWalk walk = new PageWalk(query, index, coverage, terms(verifier))) {
        ListPage page = walk.run();
        showing.hashing().shown(page);
        return page;
      } catch (IndexFaultException fault) {
        if (attempt == ATTEMPTS) {
          throw fault;
        }
        index.failed(generation, fault);
      }
    }
  }

  private PageWalk.Terms terms(EntryVerifier verifier) {
    return new PageWalk.Terms(showing.settings().get(), verifier);
  }
}
