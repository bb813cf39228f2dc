package io.github.camelopenrouter.internal.journal;

import java.time.Duration;

/**
 * One call of a tool, as the journal knows it.
 *
 * @param key names the call: the same whenever the message comes again
 * @param hash of the tool and its arguments
 * @param name of the tool
 * @param callId the model's
 * @param patience how long the journal, or another process with the same call, is waited for; null for no limit
 * @param unanswered what to do where it was begun before, and nothing is known of it
 */
public record ToolRow(
        String key, String hash, String name, String callId, Duration patience, WhenUnanswered unanswered) {
    /** What to do about a call that was begun before, and of which nothing is known. */
    public enum WhenUnanswered {
        /** Nothing; somebody has to look. */
        park,
        /** The tool runs again. */
        rerun,
        /** The tool does not run, and the model is told so. */
        tellModel
    }
}
