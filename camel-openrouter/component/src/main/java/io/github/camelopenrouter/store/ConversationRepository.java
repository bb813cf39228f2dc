package io.github.camelopenrouter.store;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Keeps conversations between exchanges. One repository may serve any number of components and, where it is shared, of JVMs.
 *
 * <p>A conversation is written as a whole, and only onto the version that was read: whoever was slower is told so, reads again and
 * writes behind what has come. A repository looks into nothing that it keeps.
 *
 * <p>Thread-safe. Methods of a repository that {@link #blocks} are called on threads of their own, and may have done all before they
 * return; those of any other must return at once. A stage that fails, or a {@link RuntimeException}, means that the repository cannot be
 * asked at the moment.
 */
public interface ConversationRepository {
    /** Longest key, in characters. */
    int MAX_KEY = 512;

    /**
     * A conversation as it is kept.
     *
     * @param version positive; another one after each change
     * @param messages JSON in ASCII: {@code {"messages":[{"message":{...}},...]}}, each message as it goes to the service
     * @param attachments by their SHA-256: base64 or data URLs that the messages refer to
     */
    record Conversation(long version, String messages, Map<String, String> attachments) {
        /** Without the messages: they are content. */
        @Override
        public String toString() {
            return "Conversation[" + version + "]";
        }
    }

    /**
     * What a conversation becomes.
     *
     * @param version which was read; 0 for none
     * @param messages as in {@link Conversation}
     * @param added attachments that this version refers to and the one before did not
     * @param kept hashes of all attachments that this version refers to; others may go
     * @param expiry after which it is forgotten unless it changes; null for never
     */
    record Change(long version, String messages, Map<String, String> added, Set<String> kept, Duration expiry) {
        /** Without the messages: they are content. */
        @Override
        public String toString() {
            return "Change[" + version + ", " + expiry + "]";
        }
    }

    /**
     * A conversation; empty where there is none, or where it has expired.
     *
     * @param key see {@link #key}
     */
    CompletionStage<Optional<Conversation>> load(String key);

    /**
     * Writes a conversation, only if its version is still the one that was read. Of any number of callers at the same moment with the
     * same version one is first.
     *
     * @return the version that it has now; 0 where somebody else was faster, and then all is as it was
     */
    CompletionStage<Long> save(String key, Change change);

    /**
     * Removes a conversation and its attachments. A turn that is under way is not written any more, but one that began a conversation
     * is.
     *
     * @return whether there was one
     */
    CompletionStage<Boolean> forget(String key);

    /** Whether methods wait, for a disk or a network. */
    default boolean blocks() {
        return true;
    }

    /**
     * Under which a conversation is kept. Different tenants have different keys, whatever their names and ids are.
     *
     * @param tenant the header {@code CamelOpenRouterTenant}; null or blank for none
     * @param conversationId the option {@code conversationId}, or the header {@code CamelOpenRouterConversationId}
     */
    static String key(String tenant, String conversationId) {
        return tenant == null || tenant.isBlank()
                ? "c:" + conversationId
                : "t" + tenant.length() + ":" + tenant + ":" + conversationId;
    }
}
