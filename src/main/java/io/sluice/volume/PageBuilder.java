package io.sluice.volume;
import io.sluice.files.FileFailure;
import io.sluice.model.ListPage;
import io.sluice.model.ListQuery;
final class PageBuilder {
  ListPage page(ListQuery query) throws FileFailure { throw new UnsupportedOperationException(); }
}
