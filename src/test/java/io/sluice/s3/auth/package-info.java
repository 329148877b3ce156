@NullMarked
package io.sluice.s3.auth;

import org.jspecify.annotations.NullMarked;
