/** What the laws are checked against: usage by direct summation over pods, made without any class of the main sources. */
@NullMarked
package io.hubmeter.core.bruteforce;

import org.jspecify.annotations.NullMarked;
