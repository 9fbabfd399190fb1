/** What every client of a hub, or of another server that asks to be asked gently, needs: secrets, waits, ceilings. */
@NullMarked
package io.hubmeter.hub;

import org.jspecify.annotations.NullMarked;
