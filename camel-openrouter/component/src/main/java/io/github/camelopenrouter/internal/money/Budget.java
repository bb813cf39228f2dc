package io.github.camelopenrouter.internal.money;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much may be spent in what time, such as {@code 5.00/day}.
 *
 * @param limit in US dollars, exact
 * @param period after which the money is there anew
 */
public record Budget(BigDecimal limit, Period period) {
    private static final Pattern TEXT =
            Pattern.compile("\\$?(\\d{1,12}(?:\\.\\d{1,12})?)\\s*/\\s*(hour|day|week|month|total)");

    /** As OpenRouter counts the limits of its keys: in UTC, and a week begins on Monday. */
    public enum Period {
        hour,
        day,
        week,
        month,
        total;

        /** Beginning of the period in which that moment lies; the same for all moments of {@link #total}. */
        Instant start(Instant moment) {
            OffsetDateTime utc = moment.atOffset(ZoneOffset.UTC);
            OffsetDateTime midnight = utc.truncatedTo(ChronoUnit.DAYS);
            return switch (this) {
                case hour -> utc.truncatedTo(ChronoUnit.HOURS).toInstant();
                case day -> midnight.toInstant();
                case week ->
                    midnight.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                            .toInstant();
                case month -> midnight.withDayOfMonth(1).toInstant();
                case total -> Instant.EPOCH;
            };
        }

        /** First moment after the period in which that moment lies; null for {@link #total}, which never ends. */
        Instant end(Instant moment) {
            OffsetDateTime start = start(moment).atOffset(ZoneOffset.UTC);
            return switch (this) {
                case hour -> start.plusHours(1).toInstant();
                case day -> start.plusDays(1).toInstant();
                case week -> start.plusWeeks(1).toInstant();
                case month -> start.plusMonths(1).toInstant();
                case total -> null;
            };
        }
    }

    /**
     * Reads the option {@code budget}.
     *
     * @throws IllegalArgumentException where it is no amount and period; names the option
     */
    public static Budget parse(String text) {
        Matcher matcher = TEXT.matcher(text.trim().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "The option budget must be US dollars and a period (hour, day, week, month "
                            + "or total), such as 5.00/day, not '" + text + "'");
        }
        return new Budget(new BigDecimal(matcher.group(1)), Period.valueOf(matcher.group(2)));
    }

    /** As in the option. */
    @Override
    public String toString() {
        return limit.toPlainString() + "/" + period;
    }
}
