/**
 * The owner's side of a volume: takes commands, decides, commits, and answers only when what it
 * says is durable.
 */
@NullMarked
package io.sluice.volume;

import org.jspecify.annotations.NullMarked;
