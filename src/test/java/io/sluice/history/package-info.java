/** What clients saw, in order, and whether one object store could have answered so. */
@NullMarked
package io.sluice.history;

import org.jspecify.annotations.NullMarked;
