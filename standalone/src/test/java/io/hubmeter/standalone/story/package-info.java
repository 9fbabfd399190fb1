/** What users, admins and cullers live through, from the collector's records to the answers over HTTP. */
@NullMarked
package io.hubmeter.standalone.story;

import org.jspecify.annotations.NullMarked;
