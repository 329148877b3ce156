/**
 * A request's body as S3 sends it: chunked forms, trailers, lengths and checksums, verified while
 * they stream by. Pure: buffers in, buffers out.
 */
@NullMarked
package io.sluice.s3.body;

import org.jspecify.annotations.NullMarked;
