/** The policy source: the operator's policy file, from the disk to the policies topic when it changes. */
@NullMarked
package io.hubmeter.collector.policy;

import org.jspecify.annotations.NullMarked;
