/** The way from sources to the topics. */
@NullMarked
package io.hubmeter.collector.publish;

import org.jspecify.annotations.NullMarked;
