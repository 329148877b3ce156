package io.sluice.files;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What all parts of one open volume share.
 *
 * @param owner who is to own new files
 * @param random for the names of staged files, which must never meet
 * @param nanoTime a clock that only measures durations
 */
record Volume(
    Tree tree,
    FileSettings settings,
    Capabilities capabilities,
    Attributes attributes,
    Owner owner,
    RandomGenerator random,
    LongSupplier nanoTime) {}
