/** The contract of the usage port, and a fake in memory that keeps it. */
@NullMarked
package io.hubmeter.api.view;

import org.jspecify.annotations.NullMarked;
