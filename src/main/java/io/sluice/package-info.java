/** Sluice: directory trees served as S3 buckets. {@link Main} wires the rooms together. */
@NullMarked
package io.sluice;

import org.jspecify.annotations.NullMarked;
