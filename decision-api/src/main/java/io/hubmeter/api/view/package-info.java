/** The one port through which the API reads usage, and its adapters. */
@NullMarked
package io.hubmeter.api.view;

import org.jspecify.annotations.NullMarked;
