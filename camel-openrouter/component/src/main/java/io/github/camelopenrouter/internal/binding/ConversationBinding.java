package io.github.camelopenrouter.internal.binding;

import java.time.Duration;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.OpenRouterConversationConflict;
import io.github.camelopenrouter.OpenRouterConversationCut;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.conversation.ConversationSettings;
import io.github.camelopenrouter.internal.conversation.TurnFacts;
import io.github.camelopenrouter.store.ConversationRepository;

/** Which conversation a message goes on with, and how it is kept. Thread-safe. */
public final class ConversationBinding {
    private static final int LONGEST_ID = 255;
    private static final Duration YEAR = Duration.ofDays(365);
    /** Of a turn whose call has no time limit. */
    private static final Duration LEASE = Duration.ofMinutes(10);

    private final String id;
    /** Of the option; null where it is text, or nothing is said. */
    private final Expression expression;

    private final ConversationSettings settings;
    private final JournalBinding journal;

    /**
     * @param own where conversations are kept unless an option says it
     * @throws org.apache.camel.NoSuchLanguageException where the option is an expression and its language is missing
     */
    public ConversationBinding(CamelContext context, OpenRouterConfiguration options, ConversationRepository own) {
        this.id = options.getConversationId();
        this.expression = id != null && id.contains("${") ? simple(context, id) : null;
        this.journal = JournalBinding.of(options);
        Duration total = limited(options.getTotalTimeout() == null ? 0 : options.getTotalTimeout());
        Duration repository = limited(options.getConversationRepositoryTimeout());
        this.settings = new ConversationSettings(
                options.getConversationRepository() != null ? options.getConversationRepository() : own,
                options.getMaxConversationMessages(),
                options.getMaxConversationTokens(),
                options.getMaxRequestBytes() / 4L * 3,
                options.getConversationConflict() == OpenRouterConversationConflict.refuse,
                options.getConversationCut() == OpenRouterConversationCut.keep,
                limited(options.getConversationExpiry()),
                limited(options.getConversationQueueTimeout()),
                options.getMaxQueued(),
                repository,
                (total == null ? LEASE : total).plus(repository == null ? LEASE : repository),
                journal != null);
    }

    private static Expression simple(CamelContext context, String text) {
        Expression expression = context.resolveLanguage("simple").createExpression(text);
        expression.init(context);
        return expression;
    }

    /** Null for no limit; more than a year would overflow when counted in nanoseconds. */
    private static Duration limited(long millis) {
        return millis == 0 ? null : Duration.ofMillis(Math.min(millis, YEAR.toMillis()));
    }

    public ConversationSettings settings() {
        return settings;
    }

    /**
     * What a message says of its conversation; null where it stands alone.
     *
     * @throws OpenRouterException where it says something that cannot be; nothing was sent
     */
    public TurnFacts facts(Exchange exchange) {
        // most messages stand alone, and their headers are not read for that
        if (id == null && !RequestHeaders.has(exchange.getMessage(), OpenRouterConstants.CONVERSATION_ID)) {
            return null;
        }
        try {
            return facts(exchange, RequestHeaders.of(exchange.getMessage()));
        } catch (IllegalArgumentException e) {
            throw FailureBinding.notSendable(e);
        }
    }

    private TurnFacts facts(Exchange exchange, RequestHeaders headers) {
        String header = headers.text(OpenRouterConstants.CONVERSATION_ID);
        if (header == null && id == null || header != null && header.isBlank()) {
            return null;
        }
        String named = header;
        String by = "header " + OpenRouterConstants.CONVERSATION_ID;
        if (header == null) {
            by = "option conversationId";
            named = expression == null ? id : expression.evaluate(exchange, String.class);
            if (named == null || named.isBlank()) {
                throw new IllegalArgumentException(
                        "The option conversationId names no conversation for this message: its expression gave nothing. Where a"
                                + " message is to stand alone, set the header " + OpenRouterConstants.CONVERSATION_ID
                                + " to empty text");
            }
        }
        if (named.length() > LONGEST_ID) {
            throw new IllegalArgumentException(
                    "The " + by + " must have at most " + LONGEST_ID + " characters, not " + named.length());
        }
        String tenant = headers.text(OpenRouterConstants.TENANT);
        String key = ConversationRepository.key(tenant, named);
        if (key.length() > ConversationRepository.MAX_KEY) {
            throw new IllegalArgumentException("The " + by + " and the header " + OpenRouterConstants.TENANT
                    + " must have less than " + (ConversationRepository.MAX_KEY - 8) + " characters together");
        }
        if (key.codePoints().anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)) {
            throw new IllegalArgumentException("The " + by + " and the header " + OpenRouterConstants.TENANT
                    + " must have no control characters and no half characters (lone surrogates)");
        }
        return new TurnFacts(
                key,
                OptionValue.quoted(named),
                forget(headers.value(OpenRouterConstants.CONVERSATION_FORGET)),
                journal == null ? null : journal.key(exchange.getMessage()).name());
    }

    private static boolean forget(Object header) {
        if (header == null) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(OptionValue.bool().parse(header));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The header " + OpenRouterConstants.CONVERSATION_FORGET + " " + e.getMessage(), e);
        }
    }
}
