/**
 * Which volumes, users and access keys exist on this node, and what a user may do. Volumes come
 * from the settings and from the sub-directories of volumes-root.
 */
@NullMarked
package io.sluice.catalog;

import org.jspecify.annotations.NullMarked;
