package io.hubmeter.collector.trace;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.problem.Excerpt;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One row on its way to a job: takes the fields column by column and notes what is wrong with each. */
final class TraceRow {
    /** A complaint about one field. */
    record Complaint(String column, String found, String expected) {}

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,30}(?:\\.\\d{1,30})?");
    private static final Pattern SECONDS = Pattern.compile("-?\\d{1,30}(?:\\.\\d{1,3})?");
    private static final int MAX_DECIMALS = 6;

    private final TraceColumns columns;
    private final List<String> fields;
    private final TraceBounds bounds;
    private final List<Complaint> complaints = new ArrayList<>();

    TraceRow(TraceColumns columns, List<String> fields, TraceBounds bounds) {
        this.columns = columns;
        this.fields = fields;
        this.bounds = bounds;
    }

    /** What is wrong so far. */
    List<Complaint> complaints() {
        return complaints;
    }

    /** The job; worth something only without complaints. */
    TraceJob job() {
        String jobId = present(TraceColumns.JOB_ID, "a job_id");
        String user = user();
        Map<Resource, BigInteger> rates = new HashMap<>();
        rates.put(Resource.CPU, rate(TraceColumns.CPU, Resource.CPU, bounds.maxCores(), "cores"));
        rates.put(Resource.MEMORY, rate(TraceColumns.MEMORY_GIB, Resource.MEMORY, bounds.maxMemoryGib(), "GiB"));
        rates.put(Resource.GPU, rate(TraceColumns.GPU, Resource.GPU, bounds.maxGpus(), "GPUs"));
        Instant submit = time(TraceColumns.SUBMIT_TIME);
        Instant start = time(TraceColumns.START_TIME);
        Instant end = time(TraceColumns.END_TIME);
        if (start != null && end != null && end.isBefore(start)) {
            complain(
                    TraceColumns.END_TIME,
                    field(TraceColumns.END_TIME),
                    "a time not before the start_time " + Excerpt.quoted(field(TraceColumns.START_TIME)));
        }
        String group = field(TraceColumns.GROUP);
        return new TraceJob(jobId, user, group, Quantities.of(rates), submit, start, end, field(TraceColumns.STATE));
    }

    private String user() {
        String user = present(TraceColumns.USER, "a user name");
        if (user.length() > AccountId.MAX_USER_LENGTH) {
            complain(
                    TraceColumns.USER,
                    user,
                    "a user name of at most %d characters".formatted(AccountId.MAX_USER_LENGTH));
        }
        return user;
    }

    private String present(String column, String expected) {
        String field = field(column);
        if (field.isBlank()) {
            complain(column, field, expected);
        }
        return field;
    }

    private BigInteger rate(String column, Resource resource, BigDecimal most, String unit) {
        String field = field(column).strip();
        if (field.isEmpty()) {
            return BigInteger.ZERO;
        }
        if (!NUMBER.matcher(field).matches()) {
            complain(column, field, "a decimal number");
            return BigInteger.ZERO;
        }
        BigDecimal value = new BigDecimal(field);
        if (value.signum() < 0) {
            complain(column, field, "0 or more");
        } else if (value.compareTo(most) > 0) {
            complain(column, field, "at most %s %s for one job".formatted(most.toPlainString(), unit));
        } else if (value.stripTrailingZeros().scale() > MAX_DECIMALS) {
            complain(column, field, "at most " + MAX_DECIMALS + " decimals");
        } else {
            return resource.rateOf(value);
        }
        return BigInteger.ZERO;
    }

    private @Nullable Instant time(String column) {
        String field = field(column).strip();
        if (field.isEmpty()) {
            return null;
        }
        if (!SECONDS.matcher(field).matches()) {
            complain(column, field, "seconds since 1970-01-01T00:00:00Z");
            return null;
        }
        BigDecimal seconds = new BigDecimal(field);
        if (seconds.signum() < 0) {
            complain(column, field, "a time not before 1970 (0 or more)");
            return null;
        }
        if (seconds.compareTo(BigDecimal.valueOf(bounds.now().toEpochMilli(), 3)) > 0) {
            complain(
                    column,
                    field,
                    "a time not in the future, at most %d (%s)"
                            .formatted(bounds.now().getEpochSecond(), bounds.now()));
            return null;
        }
        return Instant.ofEpochMilli(seconds.movePointRight(3).longValueExact());
    }

    private String field(String column) {
        return columns.field(fields, column);
    }

    private void complain(String column, String found, String expected) {
        complaints.add(new Complaint(column, Excerpt.quoted(found), expected));
    }
}
