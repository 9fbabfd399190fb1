package io.hubmeter.api.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HedgeBudgetTest {
    private final HedgeBudget budget = new HedgeBudget();

    private int taken(int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += budget.take() ? 1 : 0;
        }
        return taken;
    }

    private void ask(int times) {
        for (int i = 0; i < times; i++) {
            budget.asked();
        }
    }

    @Test
    void aHundredMayBeTakenAtOnceAndThenOneOfTen() {
        assertThat(taken(500)).isEqualTo(100);
        ask(99);
        assertThat(taken(500)).isEqualTo(9);
        ask(1);
        assertThat(taken(500)).isEqualTo(1);
    }

    @Test
    void whatIsNotTakenDoesNotAddUpWithoutBound() {
        ask(100_000);
        assertThat(taken(500)).isEqualTo(100);
    }
}
