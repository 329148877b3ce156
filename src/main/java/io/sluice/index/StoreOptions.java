package io.sluice.index;

import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.Env;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksMemEnv;
import org.rocksdb.WriteOptions;

/** How RocksDB is set up, and the native memory of that. */
final class StoreOptions implements AutoCloseable {
  private static final long BLOCK_BYTES = 16 << 10;
  private static final int BLOOM_BITS = 10;
  private static final int RANGE_DELETES_A_MEMTABLE = 64;
  private static final long MEMORY_CACHE_BYTES = 4 << 20;

  /** How large a piece of a table's index or filter is. */
  private static final int PIECE_BYTES = 4 << 10;

  /** The cache is cut by two to the power of this; more cuts leave less room in each. */
  private static final int CACHE_CUTS = 2;

  private final LRUCache cache;
  private final BloomFilter bloom = new BloomFilter(BLOOM_BITS);
  private final DBOptions database;
  private final ColumnFamilyOptions family;
  private final ReadOptions reads = new ReadOptions();
  private final ReadOptions remembered = new ReadOptions().setReadTier(ReadTier.BLOCK_CACHE_TIER);
  private final WriteOptions unsynced;
  private final WriteOptions synced;
  private final @Nullable Env memory;

  private StoreOptions(IndexSettings settings, @Nullable Env memory) {
    this.memory = memory;
    cache = new LRUCache(settings.blockCacheBytes(), CACHE_CUTS);
    database = databaseOptions(settings);
    family = familyOptions(settings);
    // What lies in memory is gone with the process whatever a log says.
    unsynced = new WriteOptions().setDisableWAL(memory != null);
    synced = new WriteOptions().setDisableWAL(memory != null).setSync(memory == null);
    if (memory != null) {
      database.setEnv(memory);
    }
  }

  static StoreOptions onDisk(IndexSettings settings) {
    return new StoreOptions(settings, null);
  }

  /** A store that lies in memory as files do; its block cache would only hold them twice. */
  static StoreOptions inMemory(IndexSettings settings) {
    var small = new IndexSettings(MEMORY_CACHE_BYTES, settings.writeBufferBytes(), -1);
    return new StoreOptions(small, new RocksMemEnv(Env.getDefault()));
  }

  boolean isInMemory() {
    return memory != null;
  }

  DBOptions database() {
    return database;
  }

  ColumnFamilyOptions family() {
    return family;
  }

  ReadOptions reads() {
    return reads;
  }

  /** For reads that touch no disk. */
  ReadOptions remembered() {
    return remembered;
  }

  WriteOptions unsynced() {
    return unsynced;
  }

  WriteOptions synced() {
    return synced;
  }

  private static DBOptions databaseOptions(IndexSettings settings) {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setMaxOpenFiles(settings.maxOpenFiles())
        .setDbWriteBufferSize(settings.writeBufferBytes())
        // A longer log makes opening after a kill slow: about a second per 200,000 records.
        .setMaxTotalWalSize(2 * settings.writeBufferBytes())
        .setMaxBackgroundJobs(2)
        .setBytesPerSync(1 << 20)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(1 << 20)
        .setKeepLogFileNum(2)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }

  private ColumnFamilyOptions familyOptions(IndexSettings settings) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setBlockSize(BLOCK_BYTES)
            .setFilterPolicy(bloom)
            .setOptimizeFiltersForMemory(true)
            // Else the readers of many tables would hold memory beside the cache.
            .setCacheIndexAndFilterBlocks(true)
            .setPinL0FilterAndIndexBlocksInCache(true)
            // In pieces: a table of a million rows has a filter of more than a megabyte, which as
            // one block is too large for its part of the cache, and would be read at each look-up.
            .setIndexType(IndexType.kTwoLevelIndexSearch)
            .setPartitionFilters(true)
            .setMetadataBlockSize(PIECE_BYTES)
            .setPinTopLevelIndexAndFilter(true);
    return new ColumnFamilyOptions()
        .setTableFormatConfig(table)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setWriteBufferSize(settings.writeBufferBytes())
        // Range deletes slow reads down while they lie in a memtable.
        .setMemtableMaxRangeDeletions(RANGE_DELETES_A_MEMTABLE);
  }

  @Override
  public void close() {
    synced.close();
    unsynced.close();
    remembered.close();
    reads.close();
    family.close();
    database.close();
    bloom.close();
    cache.close();
    if (memory != null) {
      memory.close();
    }
  }
}
