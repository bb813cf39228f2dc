package io.github.camelopenrouter.internal.conversation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.support.Causes;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.store.ConversationRepository.Change;
import io.github.camelopenrouter.store.ConversationRepository.Conversation;

/**
 * One turn of a conversation: it waits for those before it, loads what was said, and writes down what came of it. Holds no thread
 * while it waits.
 *
 * <p>The methods are called in the order in which they stand here, and each once, but for {@link #cancel} and {@link #drain},
 * which may come at any moment and from any thread. {@link #leave} comes in any case.
 */
public final class ConversationTurn {
    /** How often it is written behind what others wrote meanwhile. */
    private static final int MOST_TRIES = 20;

    /** Hears how a turn begins, once. */
    public interface Listener {
        /** What was said is there; on a thread that may run a route's code. */
        void begun();

        /** Nothing was sent; on any thread, which must not be held up. */
        void failed(OpenRouterException failure);
    }

    private final Conversations conversations;
    private final ConversationSettings settings;
    private final TurnFacts facts;
    private final AskedRepository repository;
    private final ConversationFailures failures;
    private final Selection selection;
    /** How the queue calls this turn. */
    private final Runnable called = this::called;

    private final CompletableFuture<Void> place = new CompletableFuture<>();

    // what was loaded; of one thread after the other
    private List<Entry> known = List.of();
    /** What was said before this turn. */
    private List<Entry> before = List.of();

    private Map<String, String> attachments = Map.of();
    private Transcript.Claim otherClaim;
    private long version;
    /** Whether this turn was written before, and others behind it. */
    private boolean writtenBefore;

    private Set<String> answeredCalls = Set.of();
    private List<Entry> asked = List.of();
    private final Map<String, String> newAttachments = new HashMap<>();

    // guarded by this
    private CompletableFuture<?> waiting;
    private OpenRouterException cancelled;
    private boolean entered;
    private boolean writing;
    private boolean claimed;
    private boolean left;

    ConversationTurn(Conversations conversations, ConversationSettings settings, TurnFacts facts) {
        this.conversations = conversations;
        this.settings = settings;
        this.facts = facts;
        this.repository = conversations.asked(settings);
        this.failures = new ConversationFailures(settings, facts);
        this.selection = new Selection(settings);
    }

    // ---- its beginning

    /**
     * Waits for its turn and loads. What it ends with is told to the listener.
     *
     * @throws OpenRouterException where it is refused at once; nothing was sent
     */
    public void begin(Listener listener) {
        CompletableFuture<Void> begun = place.thenComposeAsync(
                        nothing -> loaded(facts.forget()), conversations.workers())
                .thenComposeAsync(
                        nothing -> settings.refuses() ? claim(0) : CompletableFuture.completedFuture(null),
                        conversations.workers());
        begun.whenCompleteAsync(
                (nothing, failure) -> {
                    if (failure == null) {
                        listener.begun();
                    } else {
                        listener.failed(failures.notLoaded(Causes.of(failure)));
                    }
                },
                conversations.workers());
        enter();
    }

    private void enter() {
        Turns.Entered how = conversations.enter(settings, facts.key(), called);
        switch (how) {
            case BUSY -> throw failures.busy();
            case FULL -> throw failures.full();
            case NOW, LATER -> {
                synchronized (this) {
                    entered = true;
                }
                if (how == Turns.Entered.NOW) {
                    called();
                } else {
                    queued();
                }
            }
        }
    }

    private void called() {
        place.complete(null);
    }

    private void queued() {
        await(place);
        if (settings.queueTimeout() == null) {
            return;
        }
        try {
            Future<?> late = conversations
                    .timer()
                    .schedule(
                            () -> place.completeExceptionally(failures.queuedTooLong()),
                            settings.queueTimeout().toNanos(),
                            TimeUnit.NANOSECONDS);
            place.whenComplete((nothing, failure) -> late.cancel(false));
        } catch (RuntimeException | Error e) {
            // nobody would notice that it waits for ever
            place.completeExceptionally(ConversationFailures.stopped(e));
        }
    }

    /** What ends where the turn is cancelled. */
    private <T> CompletableFuture<T> await(CompletableFuture<T> future) {
        OpenRouterException why;
        synchronized (this) {
            waiting = future;
            why = cancelled;
        }
        if (why != null) {
            future.completeExceptionally(why);
        }
        return future;
    }

    private CompletableFuture<Void> loaded(boolean forget) {
        CompletableFuture<Optional<Conversation>> found = forget
                ? await(repository.ask(asked -> asked.forget(facts.key())))
                        .thenCompose(forgotten -> await(repository.ask(asked -> asked.load(facts.key()))))
                : await(repository.ask(asked -> asked.load(facts.key())));
        return found.thenAcceptAsync(this::take, conversations.workers());
    }

    /** What a repository gave; where this turn is in it, only what was said before it. */
    private void take(Optional<Conversation> found) {
        Conversation conversation = found == null ? null : found.orElse(null);
        Transcript transcript = conversation == null ? Transcript.EMPTY : Transcript.read(conversation.messages());
        version = conversation == null ? 0 : conversation.version();
        attachments = conversation == null ? Map.of() : conversation.attachments();
        otherClaim = transcript.claim() == null
                        || transcript.claim().node().equals(conversations.node())
                        || transcript.claim().until() <= conversations.now()
                ? null
                : transcript.claim();
        known = transcript.entries();
        before = known;
        writtenBefore = false;
        if (facts.name() == null) {
            return;
        }
        int first = 0;
        while (first < before.size() && !facts.name().equals(before.get(first).turn())) {
            first++;
        }
        int behind = first;
        while (behind < before.size() && facts.name().equals(before.get(behind).turn())) {
            behind++;
        }
        writtenBefore = behind < before.size();
        before = before.subList(0, first);
    }

    /** Says to other nodes that a turn is under way. */
    private CompletableFuture<Void> claim(int tries) {
        if (otherClaim != null || tries > MOST_TRIES) {
            throw failures.busy();
        }
        Transcript.Claim claim = new Transcript.Claim(
                conversations.node(), conversations.now() + settings.lease().toMillis());
        return await(repository.ask(asked -> asked.save(facts.key(), change(known, claim))))
                .thenComposeAsync(
                        saved -> {
                            if (saved != 0) {
                                version = saved;
                                synchronized (this) {
                                    claimed = true;
                                }
                                return CompletableFuture.completedFuture(null);
                            }
                            // a turn may have begun elsewhere, or only have ended
                            return loaded(false).thenComposeAsync(nothing -> claim(tries + 1), conversations.workers());
                        },
                        conversations.workers());
    }

    // ---- what was said, and what is asked

    /**
     * What is sent along, the oldest first, each as JSON; empty where the conversation begins.
     *
     * @param calls ids of the calls whose results the message brings; empty where it asks something
     */
    public List<Object> history(Set<String> calls) {
        answeredCalls = calls;
        before = selection.of(before, attachments, calls);
        List<Object> messages = new ArrayList<>(before.size());
        for (Entry entry : before) {
            messages.add(Attachments.putBack(entry.message(), entry.media(), attachments));
        }
        return messages;
    }

    /**
     * What the message adds.
     *
     * @param messages as they go to the service
     */
    public void asked(List<?> messages) {
        asked = Transcript.entries(messages, newAttachments, false, facts.name());
    }

    // ---- its end

    /**
     * Writes the turn down.
     *
     * @param response the answer, for a failure
     * @param added what the model and its tools said behind the question, the last answer included
     * @param then hears the end, once: null where all is well; on any thread, which must not be held up
     */
    public void answered(ChatResponse response, List<ChatMessage> added, Consumer<OpenRouterException> then) {
        if (says(added)) {
            write(added, false, failure -> then.accept(failure == null ? null : failures.notSaved(response, failure)));
        } else {
            then.accept(null);
        }
    }

    /** Providers refuse messages that say nothing. */
    private static boolean says(List<ChatMessage> added) {
        if (added.isEmpty()) {
            return false;
        }
        ChatMessage last = added.get(added.size() - 1);
        return !last.text().isBlank()
                || last.toolCalls() != null && !last.toolCalls().isEmpty()
                || last.refusal() != null
                || last.extra().containsKey("images")
                || last.extra().containsKey("audio");
    }

    /**
     * Writes down what had arrived of an answer that was cut, where that is kept.
     *
     * @param added what came whole before it
     * @param then hears the end, once, with the failure; on any thread, which must not be held up
     */
    public void cut(List<ChatMessage> added, OpenRouterException failure, Consumer<OpenRouterException> then) {
        String text = failure.getPartialText();
        if (!settings.keepsCut() || text == null || text.isBlank()) {
            then.accept(failure);
            return;
        }
        List<ChatMessage> all = new ArrayList<>(added);
        all.add(ChatMessage.assistant(text));
        write(all, true, unsaved -> {
            if (unsaved != null) {
                failure.addSuppressed(failures.notSaved(null, unsaved));
            }
            then.accept(failure);
        });
    }

    private void write(List<ChatMessage> added, boolean cut, Consumer<Throwable> then) {
        if (writtenBefore) {
            then.accept(null);
            return;
        }
        CompletableFuture<Void> written = new CompletableFuture<>();
        synchronized (this) {
            // whoever was told to stop has been heard by now: what is paid is written
            cancelled = null;
            writing = true;
        }
        await(written);
        written.whenComplete((nothing, failure) -> then.accept(failure == null ? null : Causes.of(failure)));
        conversations.workers().execute(() -> {
            try {
                List<Entry> turn = new ArrayList<>(asked);
                turn.addAll(Transcript.entries(added, newAttachments, cut, facts.name()));
                save(turn, 0).whenComplete((nothing, failure) -> {
                    if (failure == null) {
                        written.complete(null);
                    } else {
                        written.completeExceptionally(failure);
                    }
                });
            } catch (Throwable e) {
                // an error, too, must reach whoever waits
                written.completeExceptionally(e);
            }
        });
    }

    private CompletableFuture<Void> save(List<Entry> turn, int tries) {
        List<Entry> all = new ArrayList<>(before);
        all.addAll(turn);
        return repository
                .ask(asked -> asked.save(facts.key(), change(all, otherClaim)))
                .thenComposeAsync(
                        saved -> {
                            if (saved != 0) {
                                synchronized (this) {
                                    claimed = false;
                                }
                                return CompletableFuture.completedFuture(null);
                            }
                            if (tries == MOST_TRIES) {
                                throw new IllegalStateException("other turns were faster " + tries + " times");
                            }
                            return behind(turn, tries);
                        },
                        conversations.workers());
    }

    /** Another node was faster: this turn is written behind what came. */
    private CompletableFuture<Void> behind(List<Entry> turn, int tries) {
        boolean knew = version != 0;
        return repository
                .ask(asked -> asked.load(facts.key()))
                .thenComposeAsync(
                        found -> {
                            if (found.isEmpty() && knew) {
                                // it was forgotten meanwhile, and stays so
                                return CompletableFuture.completedFuture(null);
                            }
                            take(found);
                            if (writtenBefore) {
                                return CompletableFuture.completedFuture(null);
                            }
                            before = selection.of(before, attachments, answeredCalls);
                            return save(turn, tries + 1);
                        },
                        conversations.workers());
    }

    private Change change(List<Entry> all, Transcript.Claim claim) {
        Set<String> kept = new HashSet<>();
        all.forEach(entry -> kept.addAll(entry.media().values()));
        Map<String, String> added = new HashMap<>(newAttachments);
        added.keySet().retainAll(kept);
        added.keySet().removeAll(attachments.keySet());
        return new Change(
                version,
                new Transcript(all, claim).write(),
                added,
                kept,
                all.isEmpty() ? settings.lease() : settings.expiry());
    }

    /** The next turn may begin. Idempotent, from any thread. */
    public void leave() {
        boolean claims;
        synchronized (this) {
            if (left || !entered) {
                return;
            }
            left = true;
            claims = claimed;
        }
        conversations.leave(settings, facts.key(), called);
        if (claims) {
            // one that cannot be taken back ends by itself
            repository.ask(asked -> asked.save(facts.key(), change(known, null)));
        }
    }

    /**
     * Ends its waiting: for those before it, or for the repository. What runs in between is not its own.
     *
     * @param type the failure's error type, such as {@code cancelled}
     * @param why such as {@code the route was stopped}
     */
    public void cancel(String type, String why) {
        OpenRouterException told;
        CompletableFuture<?> now;
        synchronized (this) {
            told = ConversationFailures.cancelled(type, why, !writing);
            cancelled = told;
            now = waiting;
        }
        if (now != null) {
            now.completeExceptionally(told);
        }
    }

    /** Ends its waiting for those before it, where it still does. */
    public void drain() {
        place.completeExceptionally(failures.stopping());
    }
}
