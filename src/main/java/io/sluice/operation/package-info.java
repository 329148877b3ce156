/** One class per S3 verb: stage bytes, ask the owner, say what happened. */
@NullMarked
package io.sluice.operation;

import org.jspecify.annotations.NullMarked;
