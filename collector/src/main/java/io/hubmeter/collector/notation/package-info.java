/** Values as people write them in policy files and settings. */
@NullMarked
package io.hubmeter.collector.notation;

import org.jspecify.annotations.NullMarked;
