/** Tests of the embedded broker, and the one that other integration tests share. */
@NullMarked
package io.hubmeter.standalone.broker;

import org.jspecify.annotations.NullMarked;
