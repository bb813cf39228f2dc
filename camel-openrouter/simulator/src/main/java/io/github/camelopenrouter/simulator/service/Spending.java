package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.TreeMap;

/** What was spent, by UTC days as far as a month needs them. Not thread-safe. */
final class Spending {

    private static final int MOST_DAYS = 32;

    private final TreeMap<LocalDate, BigDecimal> days = new TreeMap<>();
    private BigDecimal total = BigDecimal.ZERO;

    void add(LocalDate day, BigDecimal cost) {
        total = total.add(cost);
        days.merge(day, cost, BigDecimal::add);
        if (days.size() > MOST_DAYS) {
            days.pollFirstEntry();
        }
    }

    BigDecimal total() {
        return total;
    }

    /** What was spent in the period that has that day. */
    BigDecimal in(Period period, LocalDate day) {
        return period == Period.TOTAL
                ? total
                : days.tailMap(period.start(day)).values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** What a limit is counted for. Days are those of UTC, weeks start on Monday. */
    enum Period {
        TOTAL(null),
        DAILY("daily"),
        WEEKLY("weekly"),
        MONTHLY("monthly");

        private final String word;

        Period(String word) {
            this.word = word;
        }

        /** @param word null for no period at all */
        static Period of(String word) {
            for (Period period : values()) {
                if (word == null ? period.word == null : word.equals(period.word)) {
                    return period;
                }
            }
            throw new IllegalArgumentException("A limit is reset daily, weekly, monthly or (null) never: " + word);
        }

        /** As the service calls it; null for no period at all. */
        String word() {
            return word;
        }

        /** The first day of the next one; null if there is none. */
        LocalDate next(LocalDate day) {
            return switch (this) {
                case TOTAL -> null;
                case DAILY -> day.plusDays(1);
                case WEEKLY -> start(day).plusWeeks(1);
                case MONTHLY -> start(day).plusMonths(1);
            };
        }

        private LocalDate start(LocalDate day) {
            return switch (this) {
                case TOTAL -> LocalDate.MIN;
                case DAILY -> day;
                case WEEKLY -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                case MONTHLY -> day.withDayOfMonth(1);
            };
        }
    }
}
