/** Reads the operator's policy file, and says of an unusable one everything that is wrong with it and where. */
@NullMarked
package io.hubmeter.collector.policyfile;

import org.jspecify.annotations.NullMarked;
