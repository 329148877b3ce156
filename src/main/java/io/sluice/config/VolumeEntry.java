package io.sluice.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A volume named in the settings.
 *
 * @param path the root of its tree; null: it is the sub-directory of that name in volumes-root, and
 *     only its settings are given
 * @param settings what holds for it
 */
public record VolumeEntry(@Nullable Path path, VolumeSettings settings) {}
