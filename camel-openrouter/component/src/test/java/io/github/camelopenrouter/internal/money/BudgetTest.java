package io.github.camelopenrouter.internal.money;

import java.time.Instant;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BudgetTest {

    @ParameterizedTest
    @CsvSource({
        "5.00/day, 5.00, day",
        "' $0.5 / Hour ', 0.5, hour",
        "100/week, 100, week",
        "0/month, 0, month",
        "0.000000000001/total, 0.000000000001, total"
    })
    void a_budget_is_an_amount_and_a_period(String text, String limit, Budget.Period period) {
        Budget budget = Budget.parse(text);
        assertThat(budget.limit()).isEqualTo(limit);
        assertThat(budget.period()).isEqualTo(period);
        assertThat(budget).hasToString(limit + "/" + period);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "5", "5/", "/day", "-1/day", "5/year", "1e3/day", "5,00/day", "5.00/day/day", "NaN/day"})
    void anything_else_is_refused_with_an_example(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Budget.parse(text))
                .withMessageContaining("option budget")
                .withMessageContaining("5.00/day");
    }

    @ParameterizedTest
    @CsvSource({
        "hour, 2026-11-23T12:34:56.7Z, 2026-11-23T12:00:00Z, 2026-11-23T13:00:00Z",
        "day, 2026-11-23T23:59:59.999Z, 2026-11-23T00:00:00Z, 2026-11-24T00:00:00Z",
        "day, 2026-11-24T00:00:00Z, 2026-11-24T00:00:00Z, 2026-11-25T00:00:00Z",
        "week, 2026-11-23T00:00:00Z, 2026-11-23T00:00:00Z, 2026-11-30T00:00:00Z",
        "week, 2026-11-22T23:59:59Z, 2026-11-16T00:00:00Z, 2026-11-23T00:00:00Z",
        "week, 2027-01-01T08:00:00Z, 2026-12-28T00:00:00Z, 2027-01-04T00:00:00Z",
        "month, 2028-02-29T12:00:00Z, 2028-02-01T00:00:00Z, 2028-03-01T00:00:00Z",
        "total, 2026-11-23T12:00:00Z, 1970-01-01T00:00:00Z,"
    })
    void periods_are_those_of_utc_and_weeks_begin_on_monday(
            Budget.Period period, Instant now, Instant start, Instant end) {
        assertThat(period.start(now)).isEqualTo(start);
        assertThat(period.end(now)).isEqualTo(end);
    }
}
