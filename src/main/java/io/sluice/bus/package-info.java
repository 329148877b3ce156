/**
 * What nodes say to each other about a volume: sealed commands and replies, and the client that
 * sends them. Only metadata travels here; bodies go between the socket and the file.
 */
@NullMarked
package io.sluice.bus;

import org.jspecify.annotations.NullMarked;
