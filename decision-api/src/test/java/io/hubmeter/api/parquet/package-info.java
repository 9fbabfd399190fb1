/** Files are read by a program that shares no code with what wrote them. */
@NullMarked
package io.hubmeter.api.parquet;

import org.jspecify.annotations.NullMarked;
