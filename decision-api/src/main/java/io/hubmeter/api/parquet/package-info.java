/** Files of Apache Parquet, written from beginning to end as rows come. */
@NullMarked
package io.hubmeter.api.parquet;

import org.jspecify.annotations.NullMarked;
