package io.github.camelopenrouter.internal.conversation;

import java.time.Duration;

import io.github.camelopenrouter.store.ConversationRepository;

/**
 * How the conversations of an endpoint are kept.
 *
 * @param maxMessages most messages that are sent along
 * @param maxTokens most tokens that these may have, by estimate; null for any
 * @param maxBytes most bytes that these may have with their attachments
 * @param refuses whether a second turn is refused while one is under way; else it waits
 * @param keepsCut whether the text of an answer that was cut is kept
 * @param expiry after which a conversation is forgotten; null for never
 * @param queueTimeout how long a turn waits for those before it; null for any time
 * @param maxQueued how many turns of one conversation may wait
 * @param repositoryTimeout how long the repository may take for one answer; null for any time
 * @param lease for how long another node takes a turn to be under way that said nothing any more
 * @param replays whether a message that comes again gets its answer without paying
 */
public record ConversationSettings(
        ConversationRepository repository,
        int maxMessages,
        Integer maxTokens,
        long maxBytes,
        boolean refuses,
        boolean keepsCut,
        Duration expiry,
        Duration queueTimeout,
        int maxQueued,
        Duration repositoryTimeout,
        Duration lease,
        boolean replays) {}
