package io.github.camelopenrouter.examples.quarkus;

import java.util.UUID;

/**
 * What a client asks.
 *
 * @param message what the user says
 * @param conversation the id from an earlier answer; null begins a new conversation
 * @param model one of {@code /models}; null for the one of the configuration
 */
public record Question(String message, String conversation, String model) {
    private static final int LONGEST = 20_000;

    /** The same with an id of its conversation; what cannot be asked is refused in words. */
    static Question checked(Question asked) {
        return asked == null ? new Question(null, null, null).checked() : asked.checked();
    }

    private Question checked() {
        if (message == null || message.isBlank()) {
            throw new UnusableQuestion("There is no message", "Send {\"message\": \"...\"}");
        }
        if (message.length() > LONGEST) {
            throw new UnusableQuestion(
                    "The message has " + message.length() + " characters", "Send at most " + LONGEST + " characters");
        }
        if (conversation != null && !isId(conversation)) {
            throw new UnusableQuestion(
                    "The id of the conversation is none of this service",
                    "Leave conversation out, and use the id that the answer names");
        }
        return new Question(message, conversation == null ? UUID.randomUUID().toString() : conversation, model);
    }

    /** Nobody guesses one, and so nobody reads what others said. */
    static boolean isId(String text) {
        return text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    }
}
