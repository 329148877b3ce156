package io.sluice.config;

import io.sluice.model.Permission;
import io.sluice.model.VolumeName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user may do with one volume, or with a part of it.
 *
 * @param volume its name, or {@value #EVERY_VOLUME}
 * @param prefix what the covered keys start with; null: all keys
 * @param allow what is allowed, at least one
 * @param expires from when on the grant counts for nothing; null: never
 */
public record GrantSettings(
    String volume, @Nullable String prefix, List<Permission> allow, @Nullable Instant expires) {
  /** Stands for all volumes there are and will be. */
  public static final String EVERY_VOLUME = "*";

  public GrantSettings {
    Bounds.given("volume", volume);
    String fault = volume.equals(EVERY_VOLUME) ? null : VolumeName.fault(volume);
    Bounds.require(fault == null, "volume", "the name " + fault + ", or must be *");
    Bounds.require(
        !allow.isEmpty(), "allow", "must name what is allowed: read, write, list, delete");
    allow = List.copyOf(allow);
  }
}
