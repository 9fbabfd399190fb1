/** The pages that users and admins see, over stores with many accounts. */
@NullMarked
package io.hubmeter.bench.pages;

import org.jspecify.annotations.NullMarked;
