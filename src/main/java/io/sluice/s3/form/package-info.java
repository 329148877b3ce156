/**
 * Uploads by forms that browsers send: the multipart body taken apart as it streams by, and the
 * policy that says what the form may hold. Without I/O.
 */
@NullMarked
package io.sluice.s3.form;

import org.jspecify.annotations.NullMarked;
