package io.github.camelopenrouter.error;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The facts of one failure, collected by the client room and handed to an {@link OpenRouterException}.
 *
 * <p>Immutable; every {@code with} method returns a changed copy. Absent facts are {@code null}, never 0 or empty text,
 * except {@link #statusCode} which is 0 where there was no answer.
 *
 * @param message one bounded line without key and raw upstream body; the service's words in it may repeat a part of the prompt
 * @param statusCode HTTP status, or the numeric code of the error object where HTTP said 200 and it names one; 0 without an answer
 * @param errorCode the error object's {@code code} as text, or null
 * @param errorType OpenRouter's stable {@code error_type}, or for failures on this side a word of this component such as
 *     {@code connect_timeout}; null where neither is known
 * @param provider display name of the provider that failed, or null
 * @param generationId the generation id, or null
 * @param outcome how far the call got
 * @param retry whether sending it again is sensible
 * @param retryAfter how long the service asked to wait, or null
 * @param responseHeaders the answer's headers; empty without an answer
 * @param partialText text that had arrived before the failure, or null
 * @param metadata the error object's {@code metadata} as JSON text, bounded; may hold prompt text, so it is never part of the
 *     message; or null
 */
public record ErrorDetails(
        String message,
        int statusCode,
        String errorCode,
        String errorType,
        String provider,
        String generationId,
        Outcome outcome,
        Retry retry,
        Duration retryAfter,
        Map<String, List<String>> responseHeaders,
        String partialText,
        String metadata)
        implements Serializable {

    /** Longest message, in characters. */
    static final int MAX_MESSAGE = 512;

    /** How much of a text is looked at for its message. */
    private static final int MAX_LOOKED_AT = 8 * 1024;

    /** A service or a proxy may quote what it was sent. */
    private static final Pattern CREDENTIAL = Pattern.compile("sk-or-[\\w-]+|(?i:bearer)\\s+[\\w.~+/-]{8,}=*");

    /** How often a failed request may be sent again. */
    public enum Retry {
        /** Sending the same request again fails again, or may pay twice. */
        NEVER,
        /** One more attempt is sensible. */
        ONCE,
        /** As many attempts as the caller allows. */
        YES
    }

    public ErrorDetails {
        message = oneLine(message);
        responseHeaders = ResponseHeaders.of(responseHeaders);
    }

    /** A failure before anything was sent. */
    public static ErrorDetails notSent(String message, String errorType) {
        return of(message, Outcome.NOT_SENT).withErrorType(errorType);
    }

    /** Details with a message and an outcome, everything else unknown, not retryable. */
    public static ErrorDetails of(String message, Outcome outcome) {
        return new ErrorDetails(message, 0, null, null, null, null, outcome, Retry.NEVER, null, Map.of(), null, null);
    }

    public ErrorDetails withErrorType(String value) {
        return new ErrorDetails(
                message,
                statusCode,
                errorCode,
                value,
                provider,
                generationId,
                outcome,
                retry,
                retryAfter,
                responseHeaders,
                partialText,
                metadata);
    }

    public ErrorDetails withOutcome(Outcome value) {
        return new ErrorDetails(
                message,
                statusCode,
                errorCode,
                errorType,
                provider,
                generationId,
                value,
                retry,
                retryAfter,
                responseHeaders,
                partialText,
                metadata);
    }

    public ErrorDetails withRetry(Retry value) {
        return new ErrorDetails(
                message,
                statusCode,
                errorCode,
                errorType,
                provider,
                generationId,
                outcome,
                value,
                retryAfter,
                responseHeaders,
                partialText,
                metadata);
    }

    public ErrorDetails withRetryAfter(Duration value) {
        return new ErrorDetails(
                message,
                statusCode,
                errorCode,
                errorType,
                provider,
                generationId,
                outcome,
                retry,
                value,
                responseHeaders,
                partialText,
                metadata);
    }

    /** The facts of the answer so far: used where a stream fails after its head was read. */
    public ErrorDetails withAnswer(int status, String generation, Map<String, List<String>> headers) {
        return new ErrorDetails(
                message,
                status,
                errorCode,
                errorType,
                provider,
                generation,
                outcome,
                retry,
                retryAfter,
                headers,
                partialText,
                metadata);
    }

    /** Text that had already arrived; turns the outcome of an unanswered or failed call into {@link Outcome#PARTIAL}. */
    public ErrorDetails withPartial(String text, String servedBy) {
        boolean some = text != null && !text.isEmpty();
        return new ErrorDetails(
                message,
                statusCode,
                errorCode,
                errorType,
                provider != null ? provider : servedBy,
                generationId,
                some ? Outcome.PARTIAL : outcome,
                retry,
                retryAfter,
                responseHeaders,
                some ? text : partialText,
                metadata);
    }

    private static String oneLine(String raw) {
        if (raw == null) {
            return "";
        }
        String seen = raw.length() > MAX_LOOKED_AT ? raw.substring(0, MAX_LOOKED_AT) : raw;
        String text = CREDENTIAL.matcher(seen).replaceAll("***");
        StringBuilder line = new StringBuilder(Math.min(text.length(), MAX_MESSAGE));
        boolean space = false;
        for (int i = 0; i < text.length() && line.length() < MAX_MESSAGE; i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c) || Character.isISOControl(c)) {
                space = line.length() > 0;
            } else {
                if (space) {
                    line.append(' ');
                    space = false;
                }
                line.append(c);
            }
        }
        if (line.length() >= MAX_MESSAGE) {
            line.setLength(MAX_MESSAGE - 1);
            line.append('\u2026');
        }
        return line.toString();
    }
}
