/** What can be set: each setting declared once, read from file, environment and command line, and checked as a whole. */
@NullMarked
package io.hubmeter.collector.config;

import org.jspecify.annotations.NullMarked;
