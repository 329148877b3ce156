/**
 * The RocksDB of one volume: record layout, batches, ordered scans. Derived from the volume and
 * always rebuildable. Plain blocking code, no Vert.x, no file-system calls on the volume.
 *
 * <p>Seven column families, all in plain byte order, which for UTF-8 keys is S3's listing order:
 *
 * <pre>
 * family       key                                value
 * objects      key                                {@link io.sluice.index.ObjectRecord}
 * directories  key, ends in '/'; the root: empty  {@link io.sluice.index.DirectoryRecord}
 * inodes       inode (8 bytes)                    key of the directory that had it when it was read
 * usage        first key of a block of objects    {@link io.sluice.index.Tally}: rows, files, bytes,
 *                                                 unhashed files, their bytes, varints
 * uploads      key 00 uploadId                    text of the caller's
 * parts        uploadId 00 number (4 bytes)       text of the caller's
 * meta         "format"                           version of this layout, varint
 *              "clean"                            there while nobody has the index open
 *              "root"                             inode of the volume's root, varint
 *              "upload/" uploadId                 key of the upload
 *              "note/" name                       what a background job wants to find again
 *              "hash/" key                        how far a long file is hashed
 *              "left/" walk inode                 a file of a directory that went from its place
 * </pre>
 *
 * <p>Writes go through the log but aren't synced: a killed process loses nothing, a power cut may
 * lose the newest writes, and then directory identities no longer match and tell what to read
 * again.
 */
@NullMarked
package io.sluice.index;

import org.jspecify.annotations.NullMarked;
