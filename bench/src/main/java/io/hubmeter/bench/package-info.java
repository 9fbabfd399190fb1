/** Measurements of whole paths, each against a plain one in the same run, printed as one report. */
@NullMarked
package io.hubmeter.bench;

import org.jspecify.annotations.NullMarked;
