/** The management port: health, readiness, metrics and status. Never on the S3 port. */
@NullMarked
package io.sluice.admin;

import org.jspecify.annotations.NullMarked;
