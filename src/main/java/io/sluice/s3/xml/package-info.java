/** The XML of the S3 API: a reader and a writer, and one class for each document. */
@NullMarked
package io.sluice.s3.xml;

import org.jspecify.annotations.NullMarked;
