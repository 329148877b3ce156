@NullMarked
package io.sluice.s3.form;

import org.jspecify.annotations.NullMarked;
