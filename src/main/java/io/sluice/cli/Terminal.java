package io.sluice.cli;

import java.io.PrintWriter;

/**
 * Where a command writes.
 *
 * @param out for what programs read
 * @param err for what people read
 */
record Terminal(PrintWriter out, PrintWriter err) {}
