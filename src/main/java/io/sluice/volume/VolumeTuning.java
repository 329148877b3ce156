package io.sluice.volume;

/**
 * What can be changed of a volume while it is served.
 *
 * @param listing how it is listed
 * @param crawl how it is walked
 * @param sizeLimitBytes the most its files may hold, {@link Long#MAX_VALUE} for no limit
 */
public record VolumeTuning(ListingSettings listing, CrawlSettings crawl, long sizeLimitBytes) {}
