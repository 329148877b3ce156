/**
 * Which volumes and access keys exist on this node. Volumes come from the settings and from the
 * sub-directories of volumes-root.
 */
@NullMarked
package io.sluice.catalog;

import org.jspecify.annotations.NullMarked;
