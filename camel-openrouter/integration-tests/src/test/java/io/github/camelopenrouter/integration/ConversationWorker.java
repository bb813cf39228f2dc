package io.github.camelopenrouter.integration;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.h2.jdbcx.JdbcConnectionPool;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.store.ConversationRepository;
import io.github.camelopenrouter.store.JdbcConversationRepository;
import io.github.camelopenrouter.store.JdbcGenerationJournal;

/**
 * A process that has a conversation in each {@link Way}, kept in a database. Arguments: OpenRouter, the database, and the
 * {@link KillPoint} at which it halts. It says {@code ready}; it asks what it is told in both ways, and says when it has the answers.
 */
final class ConversationWorker {
    private ConversationWorker() {}

    /** Whether a turn that comes again is recognized; each has an account and a conversation of its own. */
    enum Way {
        NO_JOURNAL("without a journal", ""),
        JOURNAL("`journal`", "&journal=#journal&journalLease=1s&unanswered=regenerate");

        private final String title;
        private final String options;

        Way(String title, String options) {
            this.title = title;
            this.options = options;
        }

        /** As the page calls it. */
        String title() {
            return title;
        }
    }

    /** How far a turn has come when its worker is killed. */
    enum KillPoint {
        NEVER("never"),
        BEFORE_SAVE("after the answer, before it is kept"),
        AFTER_SAVE("after the answer is kept, before the result is handed on");

        private final String title;

        KillPoint(String title) {
            this.title = title;
        }

        /** As the page calls it. */
        String title() {
            return title;
        }
    }

    public static void main(String[] args) throws Exception {
        KillPoint target = KillPoint.valueOf(args[2]);
        DefaultCamelContext camel = new DefaultCamelContext();
        camel.addComponent("openrouter", Worker.openRouter(args[0]));
        JdbcConnectionPool database = JdbcConnectionPool.create(args[1], "sa", "");
        JdbcGenerationJournal journal = new JdbcGenerationJournal(database);
        journal.createSchema();
        camel.getRegistry().bind("journal", journal);
        JdbcConversationRepository conversations = new JdbcConversationRepository(database);
        conversations.createSchema();
        for (Way way : Way.values()) {
            camel.getRegistry().bind("kept-" + way, new Halting(conversations, way, target));
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:" + way)
                            .to("openrouter:completion?maxTokens=200&apiKey=" + way + "&conversationId=" + way
                                    + "&conversationRepository=#kept-" + way + way.options);
                }
            });
        }
        Runtime.getRuntime().addShutdownHook(new Thread(camel::stop, "stop"));
        camel.start();
        ProducerTemplate template = camel.createProducerTemplate();
        ParentJvm.listen(question -> ask(template, question));
        ParentJvm.tell(Worker.READY);
        Thread.currentThread().join();
    }

    /** What the parent hears of an answer. */
    static String answered(Way way, String answer) {
        return way + " answered " + answer;
    }

    /** What the parent hears of a turn that has come there. */
    static String arrived(KillPoint point, Way way) {
        return "at " + point + " with " + way;
    }

    private static void ask(ProducerTemplate template, String question) {
        for (Way way : Way.values()) {
            template.asyncSend("direct:" + way, exchange -> {
                        exchange.getMessage().setBody(question);
                        exchange.getMessage().setHeader(OpenRouterConstants.JOURNAL_KEY, question);
                    })
                    .thenAccept(exchange -> ParentJvm.tell(
                            exchange.getException() == null
                                    ? answered(way, exchange.getMessage().getBody(String.class))
                                    : way + " failed: " + exchange.getException()));
        }
    }

    /** The repository, which halts where the worker is to be killed. */
    private record Halting(ConversationRepository repository, Way way, KillPoint target)
            implements ConversationRepository {
        @Override
        public CompletionStage<Optional<Conversation>> load(String key) {
            return repository.load(key);
        }

        @Override
        public CompletionStage<Long> save(String key, Change change) {
            pass(KillPoint.BEFORE_SAVE);
            CompletionStage<Long> saved = repository.save(key, change);
            pass(KillPoint.AFTER_SAVE);
            return saved;
        }

        @Override
        public CompletionStage<Boolean> forget(String key) {
            return repository.forget(key);
        }

        private void pass(KillPoint point) {
            if (point == target) {
                ParentJvm.tell(arrived(point, way));
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException("is to be killed here", e);
                }
            }
        }
    }
}
