/** Tests of the command line. */
@NullMarked
package io.hubmeter.standalone.cli;

import org.jspecify.annotations.NullMarked;
