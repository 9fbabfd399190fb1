package io.hubmeter.pages.http;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.pages.hub.Visitor;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;

/**
 * One request for a page, by somebody who may make it.
 *
 * @param visitor who looks
 * @param account whose data a user's page shows: the visitor's own, whatever the address says
 * @param query the parameters of the address
 * @param form what was sent; empty unless the method is POST
 * @param locale how numbers and dates are written
 * @param zone in which times are told
 * @param at now, in whole milliseconds
 * @param csrfToken what every form of the page has to send back, as the field {@value Csrf#FIELD}
 */
public record Visit(
        Visitor visitor,
        AccountId account,
        Query query,
        Form form,
        Locale locale,
        ZoneId zone,
        Instant at,
        String csrfToken) {}
