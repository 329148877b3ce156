@NullMarked
package io.sluice.s3.body;

import org.jspecify.annotations.NullMarked;
