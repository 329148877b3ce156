/**
 * POSIX only: keys to paths beneath a root, staging, publish, sync, attributes, directory reads,
 * over Linux system calls by the foreign-function API. Plain blocking code, no Vert.x.
 */
@NullMarked
package io.sluice.files;

import org.jspecify.annotations.NullMarked;
