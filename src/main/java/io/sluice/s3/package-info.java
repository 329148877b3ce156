/**
 * The S3 protocol as pure functions without I/O: routing, signatures, chunked bodies, XML, errors,
 * page tokens. Knows nothing of Vert.x.
 */
@NullMarked
package io.sluice.s3;

import org.jspecify.annotations.NullMarked;
