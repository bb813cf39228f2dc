package io.github.camelopenrouter.internal.wire;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.internal.http.Transport;

/**
 * How long an answer asks to wait: {@code Retry-After} as seconds or date
 * (<a href="https://www.rfc-editor.org/rfc/rfc9110#field.retry-after">RFC 9110</a>), then what OpenRouter puts into the body, then
 * {@code X-RateLimit-Reset}, then the moment at which a used up budget begins anew. Negative, past and absurd values count as absent.
 */
final class RetryAfter {
    private static final Duration LONGEST = Duration.ofDays(32);
    private static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(LONGEST.toSeconds());
    /** About the year 33,000. */
    private static final BigDecimal MOST_MILLIS = BigDecimal.valueOf(1_000_000_000_000_000L);

    private static final int MOST_CHARACTERS = 64;

    private RetryAfter() {}

    /** Never throws, whatever the answer says; null where it says nothing sensible. */
    static Duration of(Transport.Head head, JsonNode error, Clock clock) {
        JsonNode metadata = error.path("metadata");
        JsonNode headers = metadata.path("headers");
        Duration wait = head == null ? null : header(head.first("Retry-After"), clock);
        if (wait == null) {
            wait = seconds(Numbers.amount(error.path("availability").get("retry_after")));
        }
        if (wait == null) {
            wait = seconds(Numbers.amount(metadata.get("retry_after_seconds")));
        }
        if (wait == null) {
            wait = header(member(headers, "Retry-After"), clock);
        }
        if (wait == null && head != null) {
            wait = reset(head.first("X-RateLimit-Reset"), clock);
        }
        if (wait == null) {
            wait = reset(member(headers, "X-RateLimit-Reset"), clock);
        }
        if (wait == null) {
            wait = moment(metadata.path("resets_at").textValue(), clock);
        }
        return wait;
    }

    private static String member(JsonNode object, String name) {
        for (var field : object.properties()) {
            if (field.getKey().equalsIgnoreCase(name)) {
                JsonNode value = field.getValue();
                return value.isNumber() ? Numbers.text(value) : value.textValue();
            }
        }
        return null;
    }

    private static Duration header(String value, Clock clock) {
        if (value == null || value.length() > MOST_CHARACTERS) {
            return null;
        }
        Duration seconds = seconds(Numbers.amount(value));
        if (seconds != null) {
            return seconds;
        }
        try {
            return until(
                    ZonedDateTime.parse(value.trim(), DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
                            .toInstant(),
                    clock);
        } catch (DateTimeException e) {
            // neither seconds nor a date: as if the header were absent
            return null;
        }
    }

    private static Duration seconds(BigDecimal seconds) {
        if (seconds == null || seconds.signum() < 0 || seconds.compareTo(MOST_SECONDS) > 0) {
            return null;
        }
        return Duration.ofMillis(
                seconds.movePointRight(3).setScale(0, RoundingMode.CEILING).longValue());
    }

    /** OpenRouter writes the reset as milliseconds since 1970. */
    private static Duration reset(String value, Clock clock) {
        BigDecimal millis = Numbers.amount(value);
        if (millis == null || millis.signum() < 0 || millis.compareTo(MOST_MILLIS) > 0) {
            return null;
        }
        return until(Instant.ofEpochMilli(millis.longValue()), clock);
    }

    /** When a budget begins anew, as ISO 8601. */
    private static Duration moment(String value, Clock clock) {
        if (value == null || value.length() > MOST_CHARACTERS) {
            return null;
        }
        try {
            return until(OffsetDateTime.parse(value.trim()).toInstant(), clock);
        } catch (DateTimeException e) {
            // not a moment: as if absent
            return null;
        }
    }

    /** Compares before it subtracts: years may be as far away as one can write them. */
    private static Duration until(Instant moment, Clock clock) {
        Instant now = clock.instant();
        return moment.isBefore(now) || moment.isAfter(now.plus(LONGEST)) ? null : Duration.between(now, moment);
    }
}
