package io.sluice.catalog;

import io.sluice.config.VolumeSettings;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A volume that this node knows.
 *
 * @param name the volume's id and the bucket's name
 * @param root the directory whose tree it is
 * @param created when the directory was made, as far as its file system remembers
 * @param removable whether DeleteBucket may remove it: it lies in volumes-root
 * @param settings what holds for it
 */
public record VolumeDefinition(
    String name, Path root, Instant created, boolean removable, VolumeSettings settings) {}
