/** Classes generated from the Avro schemas; getters return null exactly where a field's doc says so. */
@NullUnmarked
package io.hubmeter.schemas.avro;

import org.jspecify.annotations.NullUnmarked;
