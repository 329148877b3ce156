/**
 * Who is asking: AWS Signature Version 4 in headers and presigned URLs, and the seed from which the
 * signatures of a chunked body continue. Pure functions over a request's head.
 *
 * <p>Source: S3 API reference, "Authenticating Requests (AWS Signature Version 4)".
 */
@NullMarked
package io.sluice.s3.auth;

import org.jspecify.annotations.NullMarked;
