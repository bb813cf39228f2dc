package io.github.camelopenrouter.client;

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

/**
 * How long an answer asks to wait: {@code Retry-After} as seconds or date
 * (<a href="https://www.rfc-editor.org/rfc/rfc9110#field.retry-after">RFC 9110</a>), then what OpenRouter puts into the body, then
 * {@code X-RateLimit-Reset}, then the moment at which a used up budget begins anew. Negative, past and absurd values count as absent.
 */
final class RetryAfter {
    private static final Duration LONGEST = Duration.ofDays(32);

    private RetryAfter() {}

    static Duration of(Transport.Head head, JsonNode error, Clock clock) {
        Duration wait = head == null ? null : header(head.first("Retry-After"), clock);
        JsonNode metadata = error.path("metadata");
        if (wait == null) {
            wait = seconds(error.path("availability").path("retry_after").asText(""));
        }
        if (wait == null) {
            wait = seconds(metadata.path("retry_after_seconds").asText(""));
        }
        if (wait == null) {
            wait = header(member(metadata.path("headers"), "Retry-After"), clock);
        }
        if (wait == null && head != null) {
            wait = reset(head.first("X-RateLimit-Reset"), clock);
        }
        if (wait == null) {
            wait = reset(member(metadata.path("headers"), "X-RateLimit-Reset"), clock);
        }
        if (wait == null) {
            wait = moment(metadata.path("resets_at").asText(""), clock);
        }
        return wait;
    }

    private static String member(JsonNode object, String name) {
        for (var field : object.properties()) {
            if (field.getKey().equalsIgnoreCase(name)) {
                return field.getValue().asText(null);
            }
        }
        return null;
    }

    private static Duration header(String value, Clock clock) {
        if (value == null || value.length() > 64) {
            return null;
        }
        Duration seconds = seconds(value);
        if (seconds != null) {
            return seconds;
        }
        try {
            ZonedDateTime date =
                    ZonedDateTime.parse(value.trim(), DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT));
            return sane(Duration.between(clock.instant(), date.toInstant()));
        } catch (DateTimeException e) {
            // neither seconds nor a date: as if the header were absent
            return null;
        }
    }

    private static Duration seconds(String value) {
        BigDecimal seconds = decimal(value);
        if (seconds == null || seconds.compareTo(BigDecimal.valueOf(LONGEST.toSeconds())) > 0) {
            return null;
        }
        return sane(Duration.ofMillis(
                seconds.movePointRight(3).setScale(0, RoundingMode.CEILING).longValueExact()));
    }

    /** OpenRouter writes the reset as milliseconds since 1970. */
    private static Duration reset(String value, Clock clock) {
        BigDecimal millis = decimal(value);
        if (millis == null || millis.precision() - millis.scale() > 15) {
            return null;
        }
        return sane(Duration.between(clock.instant(), Instant.ofEpochMilli(millis.longValue())));
    }

    /** When a budget begins anew, as ISO 8601. */
    private static Duration moment(String value, Clock clock) {
        if (value.isEmpty() || value.length() > 64) {
            return null;
        }
        try {
            return sane(Duration.between(
                    clock.instant(), OffsetDateTime.parse(value).toInstant()));
        } catch (DateTimeException e) {
            // not a moment: as if absent
            return null;
        }
    }

    private static BigDecimal decimal(String value) {
        if (value == null || value.isBlank() || value.length() > 32) {
            return null;
        }
        try {
            BigDecimal number = new BigDecimal(value.trim());
            return Math.abs((long) number.scale()) > 40 ? null : number;
        } catch (NumberFormatException e) {
            // a word: as if absent
            return null;
        }
    }

    private static Duration sane(Duration wait) {
        return wait.isNegative() || wait.compareTo(LONGEST) > 0 ? null : wait;
    }
}
