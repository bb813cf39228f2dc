package io.github.camelopenrouter.store;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Keeps conversations as long as this JVM lives, within a number and a size: where there is no more room, those go that were not used
 * for longest.
 */
public final class InMemoryConversationRepository implements ConversationRepository {
    private static final int MOST = 10_000;
    private static final long MOST_CHARACTERS = 64L * 1024 * 1024;
    /** How many of the oldest are looked at with each change: more than come. */
    private static final int LOOKED_AT = 2;

    private final int most;
    private final long mostCharacters;
    private final Clock clock;
    /** The one that was not used for longest comes first. */
    private final Map<String, Kept> all = new LinkedHashMap<>(16, 0.75f, true);

    private long characters;

    private record Kept(Conversation conversation, Instant expires, long characters) {}

    /** Room for 10,000 conversations of 64 MiB together. */
    public InMemoryConversationRepository() {
        this(MOST, MOST_CHARACTERS);
    }

    /**
     * @param most how many conversations there may be; at least 1
     * @param mostCharacters how long they may be together, attachments as base64 included; at least 1
     */
    public InMemoryConversationRepository(int most, long mostCharacters) {
        this(most, mostCharacters, Clock.systemUTC());
    }

    InMemoryConversationRepository(int most, long mostCharacters, Clock clock) {
        if (most < 1 || mostCharacters < 1) {
            throw new IllegalArgumentException("There must be room for at least one conversation of one character");
        }
        this.most = most;
        this.mostCharacters = mostCharacters;
        this.clock = clock;
    }

    @Override
    public synchronized CompletionStage<Optional<Conversation>> load(String key) {
        Kept kept = living(key);
        return CompletableFuture.completedFuture(Optional.ofNullable(kept).map(Kept::conversation));
    }

    /** Null where there is none, or none any more. */
    private Kept living(String key) {
        Kept kept = all.get(key);
        if (kept != null && expired(kept)) {
            remove(key);
            return null;
        }
        return kept;
    }

    private boolean expired(Kept kept) {
        return kept.expires() != null && !kept.expires().isAfter(clock.instant());
    }

    @Override
    public synchronized CompletionStage<Long> save(String key, Change change) {
        // one that expired while its turn was under way goes on
        Kept before = change.version() == 0 ? living(key) : all.get(key);
        long version = before == null ? 0 : before.conversation().version();
        if (version != change.version()) {
            return CompletableFuture.completedFuture(0L);
        }
        Map<String, String> attachments = new HashMap<>();
        if (before != null) {
            attachments.putAll(before.conversation().attachments());
        }
        attachments.putAll(change.added());
        attachments.keySet().retainAll(change.kept());
        long next = version == 0 ? ThreadLocalRandom.current().nextLong(1, 1L << 62) : version + 1;
        long size = change.messages().length();
        for (String attachment : attachments.values()) {
            size += attachment.length();
        }
        if (size > mostCharacters) {
            return CompletableFuture.failedFuture(new StoreException(
                    "the conversation is longer than all in memory may be together (" + mostCharacters + " characters)",
                    false,
                    null));
        }
        remove(key);
        Instant expires = change.expiry() == null ? null : clock.instant().plus(change.expiry());
        all.put(key, new Kept(new Conversation(next, change.messages(), Map.copyOf(attachments)), expires, size));
        characters += size;
        makeRoom();
        return CompletableFuture.completedFuture(next);
    }

    /** Never for the last: that is the one which has just come. */
    private void makeRoom() {
        Iterator<Kept> oldest = all.values().iterator();
        for (int looked = 0; oldest.hasNext() && all.size() > 1; looked++) {
            Kept kept = oldest.next();
            boolean full = all.size() > most || characters > mostCharacters;
            if (!full && looked >= LOOKED_AT) {
                return;
            }
            if (full || expired(kept)) {
                oldest.remove();
                characters -= kept.characters();
            }
        }
    }

    private boolean remove(String key) {
        Kept kept = all.remove(key);
        if (kept != null) {
            characters -= kept.characters();
        }
        return kept != null;
    }

    @Override
    public synchronized CompletionStage<Boolean> forget(String key) {
        boolean living = living(key) != null;
        remove(key);
        return CompletableFuture.completedFuture(living);
    }

    /** How many there are. */
    public synchronized int size() {
        return all.size();
    }

    @Override
    public boolean blocks() {
        return false;
    }
}
