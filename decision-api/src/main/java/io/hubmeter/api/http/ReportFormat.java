package io.hubmeter.api.http;

/** How a report is written. */
enum ReportFormat {
    JSON(Answer.JSON),
    CSV("text/csv; charset=utf-8; header=present"),
    /** See <a href="https://www.iana.org/assignments/media-types/application/vnd.apache.parquet">its registration</a>. */
    PARQUET("application/vnd.apache.parquet");

    private final String mediaType;

    ReportFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }
}
