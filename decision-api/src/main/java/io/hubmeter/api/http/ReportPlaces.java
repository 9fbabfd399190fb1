package io.hubmeter.api.http;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Lets so many long answers be written at a time and refuses further ones. */
final class ReportPlaces {
    private final int places;
    private final Semaphore free;

    ReportPlaces(int places) {
        this.places = places;
        this.free = new Semaphore(places);
    }

    /**
     * Takes a place and prepares an answer while an error can still be told; its body gives the place back when it is written, or breaks
     * off.
     *
     * @throws Problem if no place is free
     */
    Answer inPlace(Supplier<Answer> prepared) {
        if (!free.tryAcquire()) {
            throw Problem.with(
                    ProblemType.TOO_MANY_REPORTS,
                    "reports being written",
                    String.valueOf(places),
                    "fewer than " + places);
        }
        boolean handedOver = false;
        try {
            Answer answer = prepared.get();
            handedOver = true;
            return answer.withBody(out -> {
                try {
                    answer.body().writeTo(out);
                } finally {
                    free.release();
                }
            });
        } finally {
            if (!handedOver) {
                free.release();
            }
        }
    }
}
