package io.github.camelopenrouter.simulator.service;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import com.fasterxml.jackson.databind.JsonNode;

/** A string that satisfies a schema. */
final class SampleText {

    private static final int LONGEST = 100_000;
    private static final int MOST_TRIES = 64;
    private static final Map<String, String> FORMATS = Map.of(
            "date", "2026-01-31",
            "time", "12:00:00Z",
            "date-time", "2026-01-31T12:00:00Z",
            "duration", "P1D",
            "email", "someone@example.com",
            "hostname", "example.com",
            "ipv4", "192.0.2.1",
            "ipv6", "2001:db8::1",
            "uri", "https://example.com/",
            "uuid", "123e4567-e89b-12d3-a456-426614174000");

    private SampleText() {}

    /** @param number makes a difference between the elements of an array, where the schema lets it */
    static String of(JsonNode schema, String word, int number) {
        int least = Math.min(LONGEST, schema.path("minLength").asInt());
        if (schema.path("pattern").isTextual()) {
            String matching = matching(schema.path("pattern").asText(), least);
            if (matching != null) {
                return matching;
            }
        }
        String format = FORMATS.get(schema.path("format").asText());
        String text = format == null ? numbered(word, number) : format;
        while (text.length() < least) {
            text = text + "." + text;
        }
        int longest = Math.max(least, schema.path("maxLength").asInt(LONGEST));
        if (text.codePointCount(0, text.length()) <= longest) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, longest));
    }

    static String numbered(String word, int number) {
        return number == 0 ? word : word + " " + (number + 1);
    }

    /** A string of at least that length that the pattern finds, or null if none was found. */
    private static String matching(String pattern, int least) {
        try {
            Pattern compiled = Pattern.compile(pattern);
            String sample = "";
            for (int more = 0; more <= Math.min(least, MOST_TRIES); more++) {
                sample = new PatternSample(pattern, more).make();
                if (sample.length() >= least) {
                    break;
                }
            }
            return sample.length() >= least && compiled.matcher(sample).find() ? sample : null;
        } catch (PatternSyntaxException e) {
            return null; // a pattern that Java does not know: a word has to do
        }
    }
}
