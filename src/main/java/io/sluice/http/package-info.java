/**
 * The sockets: bytes to a request with a body stream, an answer back to bytes, with back-pressure,
 * deadlines and limits. Knows no S3 operation.
 */
@NullMarked
package io.sluice.http;

import org.jspecify.annotations.NullMarked;
