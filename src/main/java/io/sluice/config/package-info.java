/**
 * Settings read into one immutable record. Every limit of the system is a field here, with its
 * default and unit; each can be given by a flag, an environment variable or the YAML file.
 */
@NullMarked
package io.sluice.config;

import org.jspecify.annotations.NullMarked;
