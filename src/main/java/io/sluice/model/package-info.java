/**
 * The domain's words as records and sealed types. Imports nothing but the JDK, so that every other
 * room can speak them.
 */
@NullMarked
package io.sluice.model;

import org.jspecify.annotations.NullMarked;
