package io.github.camelopenrouter.internal.binding;

import java.math.BigInteger;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations as Camel does, and refuses what Camel would take for something else, such as {@code soon} for nothing at all. */
public final class Durations {
    private static final Pattern MILLIS = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern UNITS =
            Pattern.compile("(?:([0-9]{1,18})d)?(?:([0-9]{1,18})h)?(?:([0-9]{1,18})m(?!s))?"
                    + "(?:([0-9]{1,18})s)?(?:([0-9]{1,18})ms)?");
    private static final long[] LENGTHS = {86_400_000, 3_600_000, 60_000, 1_000, 1};
    private static final int LONGEST = 100;

    private Durations() {}

    /**
     * Milliseconds: bare numbers are that, and text may be {@code 5s}, {@code 1h30m}, {@code 500ms} or {@code PT5S}.
     *
     * @throws IllegalArgumentException where it is no duration
     */
    public static long millis(Object value) {
        try {
            if (value instanceof Duration duration) {
                return whole(duration);
            }
            if (value instanceof Integer || value instanceof Long || value instanceof Short) {
                return ((Number) value).longValue();
            }
            String text = value instanceof CharSequence ? value.toString().trim() : "";
            return text.isEmpty() || text.length() > LONGEST ? refused(value) : read(text, value);
        } catch (ArithmeticException | DateTimeParseException e) {
            // too long to be counted, or no ISO 8601
            return refused(value);
        }
    }

    private static long read(String text, Object value) {
        if (MILLIS.matcher(text).matches()) {
            return Long.parseLong(text);
        }
        Matcher units = UNITS.matcher(text);
        if (!units.matches()) {
            return text.startsWith("P") ? whole(Duration.parse(text)) : refused(value);
        }
        BigInteger sum = BigInteger.ZERO;
        for (int i = 0; i < LENGTHS.length; i++) {
            String count = units.group(i + 1);
            if (count != null) {
                sum = sum.add(new BigInteger(count).multiply(BigInteger.valueOf(LENGTHS[i])));
            }
        }
        return sum.longValueExact();
    }

    /** Away from zero, which means that there is no limit: less than a millisecond is one. */
    private static long whole(Duration duration) {
        long millis = duration.toMillis();
        return millis == 0 ? Integer.signum(duration.compareTo(Duration.ZERO)) : millis;
    }

    private static long refused(Object value) {
        throw new IllegalArgumentException(
                "must be a duration, such as 500ms, 30s, 5m or 1h30m" + OptionValue.shown(value));
    }

    /** What is allowed, as people read it. */
    static String range(long least, long most) {
        String from = "a duration of at least " + least + " ms";
        return most == Long.MAX_VALUE ? from : from + " and at most " + most / 86_400_000 + " days";
    }

    /**
     * Whether it is a bare number that may have been meant as seconds: it is less than a second, or whole minutes as seconds, such
     * as 3600, and an odd number of milliseconds.
     */
    public static boolean looksLikeSeconds(Object value) {
        boolean bare = value instanceof CharSequence || value instanceof Integer || value instanceof Long;
        String text = bare ? value.toString().trim() : "";
        if (!MILLIS.matcher(text).matches()) {
            return false;
        }
        long number = Long.parseLong(text);
        return number > 0 && (number < 1_000 || number % 60 == 0 && number % 500 != 0);
    }

    /** Says of a bare number what it was taken for; the other text where it is none, or nothing. */
    static String unit(Object value, String otherwise) {
        String text = String.valueOf(value).trim();
        if (value instanceof Duration || !MILLIS.matcher(text).matches()) {
            return otherwise;
        }
        long number = Long.parseLong(text);
        if (number <= 0) {
            return otherwise;
        }
        String minutes = number % 60 == 0 ? " or " + number / 60 + "m" : "";
        return ": " + text + " is milliseconds, write " + text + "s" + minutes;
    }
}
