/**
 * POSIX only: keys to paths beneath a root, staging, publish, sync, attributes, directory reads,
 * over Linux system calls by the foreign-function API. Plain blocking code, no Vert.x.
 *
 * <pre>
 *   VolumeRoot            what other rooms call
 *     Tree                keys to descriptors, always from the root's own descriptor
 *       PathResolver      one openat2 a path, or one openat a segment
 *     Staging             bodies and parts that are not published yet
 *     Publisher           staged file to key, key to nothing
 *     Directories         make, mark, remove
 *     Attributes          what S3 says of a file
 *       AttributeStore    on the file itself, or in a sidecar
 *   Probes, Capabilities  which of the special calls the file system knows
 *   *Calls, Native        the C library; the only place of native memory, with Scratch
 * </pre>
 *
 * <p>Whoever opens a descriptor closes it in the same method or hands it to an object that does.
 * Calls answer {@code -errno} as the kernel does; it becomes a {@link io.sluice.files.FileFailure}
 * where the caller knows what the call was for.
 */
@NullMarked
package io.sluice.files;

import org.jspecify.annotations.NullMarked;
