package io.sluice.volume;

import io.sluice.files.VolumeRoot;
import io.sluice.index.VolumeIndex;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** What the parts of one owned volume share. */
record Workings(
    VolumeRoot root,
    VolumeIndex index,
    Freshener freshener,
    IndexUpdates updates,
    KeyLocks keys,
    TreeLocks trees,
    Publisher publisher,
    SpaceLedger space,
    InstantSource clock,
    RandomGenerator random,
    Tenure tenure) {}
