package io.github.camelopenrouter.store;

import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.spi.AggregationRepository;
import org.apache.camel.spi.OptimisticLockingAggregationRepository;
import org.apache.camel.spi.OptimisticLockingAggregationRepository.OptimisticLockingException;
import org.apache.camel.support.DefaultExchange;

/**
 * Keeps conversations in one of Camel's aggregation repositories, each in an exchange whose body is text, and each attachment in another
 * one. The repository must belong to conversations alone: an aggregator that recovers what it finds there would take them for its own.
 *
 * <p>Where the repository is an {@link OptimisticLockingAggregationRepository} with its locking switched on, any number of JVMs may share
 * it. Any other keeps turns apart within this object alone: two JVMs that change one conversation at the same moment lose a turn.
 * What has expired is removed when somebody asks for it.
 */
public final class AggregationConversationRepository
        implements ConversationRepository, RequiresSetUp, CamelContextAware {
    private static final String NOTHING = "-";
    private static final int STRIPES = 64;
    private static final int TRIES = 20;

    private final Clock clock;
    private final Object[] locks = new Object[STRIPES];
    private volatile AggregationRepository repository;
    private volatile CamelContext context;
    private volatile boolean optimistic;

    /** One whose property {@code repository} is set, and which Camel gives its context. */
    public AggregationConversationRepository() {
        this.clock = Clock.systemUTC();
        Arrays.setAll(locks, i -> new Object());
    }

    /**
     * @param repository started and stopped by whoever made it
     * @param context whose exchanges are kept
     */
    public AggregationConversationRepository(AggregationRepository repository, CamelContext context) {
        this(repository, context, Clock.systemUTC());
    }

    AggregationConversationRepository(AggregationRepository repository, CamelContext context, Clock clock) {
        this.clock = clock;
        Arrays.setAll(locks, i -> new Object());
        setRepository(Objects.requireNonNull(repository, "repository"));
        setCamelContext(Objects.requireNonNull(context, "context"));
    }

    public AggregationRepository getRepository() {
        return repository;
    }

    /** Started and stopped by whoever made it; set before the first use. */
    public void setRepository(AggregationRepository repository) {
        this.repository = repository;
        this.optimistic = repository instanceof OptimisticLockingAggregationRepository;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.context = camelContext;
    }

    @Override
    public void checkSetUp() {
        if (repository == null) {
            throw new IllegalStateException("AggregationConversationRepository has no repository. Set its property"
                    + " repository, such as camel.beans.NAME.repository=#bean:REPOSITORY");
        }
        if (context == null) {
            throw new IllegalStateException("AggregationConversationRepository has no CamelContext: bind it in the"
                    + " registry of one, or set its property camelContext");
        }
    }

    /**
     * What the exchange of a conversation says.
     *
     * @param expires in milliseconds since 1970; {@link Long#MAX_VALUE} for never
     * @param hashes of its attachments
     */
    private record State(long version, long expires, Set<String> hashes, String messages) {
        /** One line of facts before the messages: the body is all that every repository keeps. */
        String body() {
            return version + " " + expires + " " + (hashes.isEmpty() ? NOTHING : String.join(",", hashes)) + "\n"
                    + messages;
        }

        static State of(Exchange exchange) {
            String body = exchange.getMessage().getBody(String.class);
            int end = body == null ? -1 : body.indexOf('\n');
            String[] facts = end < 0 ? new String[0] : body.substring(0, end).split(" ");
            if (facts.length != 3) {
                throw new StoreException(
                        "the aggregation repository has something under the key of a conversation that is none: it must"
                                + " belong to conversations alone",
                        false,
                        null);
            }
            Set<String> hashes = new LinkedHashSet<>();
            if (!facts[2].equals(NOTHING)) {
                hashes.addAll(Arrays.asList(facts[2].split(",")));
            }
            return new State(Long.parseLong(facts[0]), Long.parseLong(facts[1]), hashes, body.substring(end + 1));
        }
    }

    private Object lock(String key) {
        return locks[Math.floorMod(key.hashCode(), STRIPES)];
    }

    private static String attachment(String key, String hash) {
        return key + "#" + hash;
    }

    private boolean expired(State state) {
        return state.expires() <= clock.millis();
    }

    @Override
    public CompletionStage<Optional<Conversation>> load(String key) {
        synchronized (lock(key)) {
            Exchange exchange = repository.get(context, key);
            if (exchange == null) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            State state = State.of(exchange);
            if (expired(state)) {
                remove(key, exchange, state);
                return CompletableFuture.completedFuture(Optional.empty());
            }
            Map<String, String> attachments = new HashMap<>();
            for (String hash : state.hashes()) {
                Exchange attached = repository.get(context, attachment(key, hash));
                // one that another JVM has just removed belonged to a message that has gone, too
                if (attached != null) {
                    attachments.put(hash, attached.getMessage().getBody(String.class));
                }
            }
            return CompletableFuture.completedFuture(
                    Optional.of(new Conversation(state.version(), state.messages(), attachments)));
        }
    }

    @Override
    public CompletionStage<Long> save(String key, Change change) {
        synchronized (lock(key)) {
            Exchange before = repository.get(context, key);
            State state = before == null ? null : State.of(before);
            boolean none = state == null || change.version() == 0 && expired(state);
            if ((none ? 0 : state.version()) != change.version()) {
                return CompletableFuture.completedFuture(0L);
            }
            Set<String> there = state == null ? Set.of() : state.hashes();
            for (Map.Entry<String, String> added : change.added().entrySet()) {
                if (change.kept().contains(added.getKey()) && !there.contains(added.getKey())) {
                    attach(attachment(key, added.getKey()), added.getValue());
                }
            }
            long version = none ? ThreadLocalRandom.current().nextLong(1, 1L << 62) : change.version() + 1;
            long expires = change.expiry() == null
                    ? Long.MAX_VALUE
                    : clock.millis() + change.expiry().toMillis();
            Exchange after =
                    exchange(new State(version, expires, new LinkedHashSet<>(change.kept()), change.messages()).body());
            if (!put(key, before, after)) {
                return CompletableFuture.completedFuture(0L);
            }
            for (String hash : there) {
                if (!change.kept().contains(hash)) {
                    detach(attachment(key, hash));
                }
            }
            return CompletableFuture.completedFuture(version);
        }
    }

    private Exchange exchange(String body) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        return exchange;
    }

    /** Whether nobody else was faster. */
    private boolean put(String key, Exchange before, Exchange after) {
        if (optimistic) {
            try {
                ((OptimisticLockingAggregationRepository) repository).add(context, key, before, after);
                return true;
            } catch (OptimisticLockingException e) {
                return false;
            } catch (UnsupportedOperationException e) {
                // it can, and its locking is switched off
                optimistic = false;
            }
        }
        repository.add(context, key, after);
        return true;
    }

    /** One that is there already is the same: its key has its hash. */
    private void attach(String key, String content) {
        if (repository.get(context, key) == null) {
            put(key, null, exchange(content));
        }
    }

    private void detach(String key) {
        Exchange exchange = repository.get(context, key);
        if (exchange != null) {
            removed(key, exchange);
        }
    }

    private boolean removed(String key, Exchange exchange) {
        try {
            repository.remove(context, key, exchange);
        } catch (OptimisticLockingException e) {
            // somebody else has changed it or removed it, and it is theirs
            return false;
        }
        // one that can recover what it had would keep it as completed
        repository.confirm(context, exchange.getExchangeId());
        return true;
    }

    private boolean remove(String key, Exchange exchange, State state) {
        if (!removed(key, exchange)) {
            return false;
        }
        state.hashes().forEach(hash -> detach(attachment(key, hash)));
        return true;
    }

    @Override
    public CompletionStage<Boolean> forget(String key) {
        synchronized (lock(key)) {
            for (int tries = 0; tries < TRIES; tries++) {
                Exchange exchange = repository.get(context, key);
                if (exchange == null) {
                    return CompletableFuture.completedFuture(false);
                }
                State state = State.of(exchange);
                if (remove(key, exchange, state)) {
                    return CompletableFuture.completedFuture(!expired(state));
                }
            }
            throw new StoreException("the conversation changes all the time and could not be forgotten", true, null);
        }
    }
}
