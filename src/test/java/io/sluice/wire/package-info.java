/** Wire tests: real clients against a real server process and a real directory tree. */
@NullMarked
package io.sluice.wire;

import org.jspecify.annotations.NullMarked;
