/**
 * The command line: reads settings, builds every object once, starts the node and closes it in
 * reverse. Exit codes: 0 done, 1 it could not run, 2 usage or settings that can't be used.
 */
@NullMarked
package io.sluice.cli;

import org.jspecify.annotations.NullMarked;
