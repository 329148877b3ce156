/**
 * The RocksDB of one volume: record layout, batches, ordered scans. Derived from the volume and
 * always rebuildable. Plain blocking code, no Vert.x, no file-system calls on the volume.
 */
@NullMarked
package io.sluice.index;

import org.jspecify.annotations.NullMarked;
