package io.github.camelopenrouter.internal.conversation;

/**
 * What an exchange says of its conversation.
 *
 * @param key under which it is kept
 * @param shown its id for messages: quoted, on one line, and bounded
 * @param forget whether all that was said before is forgotten first
 * @param name of this turn, the same whenever the message comes again; null where there is none
 */
public record TurnFacts(String key, String shown, boolean forget, String name) {}
