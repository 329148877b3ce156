package io.sluice.index;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.WriteOptions;

/** How RocksDB is set up, and the native memory of that. */
final class StoreOptions implements AutoCloseable {
  private static final long BLOCK_BYTES = 16 << 10;
  private static final int BLOOM_BITS = 10;
  private static final int RANGE_DELETES_A_MEMTABLE = 64;

  private final LRUCache cache;
  private final BloomFilter bloom = new BloomFilter(BLOOM_BITS);
  private final DBOptions database;
  private final ColumnFamilyOptions family;
  private final WriteOptions unsynced = new WriteOptions();
  private final WriteOptions synced = new WriteOptions().setSync(true);

  StoreOptions(IndexSettings settings) {
    cache = new LRUCache(settings.blockCacheBytes());
    database = databaseOptions(settings);
    family = familyOptions(settings);
  }

  DBOptions database() {
    return database;
  }

  ColumnFamilyOptions family() {
    return family;
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
            .setPinL0FilterAndIndexBlocksInCache(true);
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
    family.close();
    database.close();
    bloom.close();
    cache.close();
  }
}
