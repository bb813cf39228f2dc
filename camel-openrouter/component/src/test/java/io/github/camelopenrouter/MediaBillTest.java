package io.github.camelopenrouter;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ContentPart;
import io.github.camelopenrouter.store.BudgetStore;
import io.github.camelopenrouter.store.InMemoryBudgetStore;

import static org.assertj.core.api.Assertions.assertThat;

/** What goes in with a prompt, billed as the service bills it. */
class MediaBillTest {
    private static final byte[] PDF = ("%PDF-1.4\n1 0 obj<</Type/Page>>endobj 2 0 obj<</Type/Page>>endobj"
                    + " BT (Camels cross the desert) Tj ET %%EOF")
            .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PNG = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private final RunningContext running = new RunningContext();

    @AfterEach
    void stop() {
        running.close();
    }

    private static ChatMessage document(String question) {
        return ChatMessage.user(List.of(ContentPart.text(question), ContentPart.file("a.pdf", PDF, "application/pdf")));
    }

    private Exchange ask(String options, Object body, Map<String, Object> headers) {
        Exchange exchange = running.send("openrouter:completion?" + options, body, headers);
        assertThat(exchange.getException()).isNull();
        return exchange;
    }

    private static BigDecimal cost(Exchange exchange) {
        return exchange.getMessage().getHeader(OpenRouterConstants.COST, BigDecimal.class);
    }

    @Test
    void a_document_is_parsed_and_paid_once_where_its_answer_goes_back() {
        String options = "pdfEngine=mistral-ocr&output=message";
        List<Object> conversation = new ArrayList<>(List.of(document("Sum up")));

        Exchange first = ask(options, conversation, Map.of());
        conversation.add(first.getMessage().getBody(ChatMessage.class));
        conversation.add(ChatMessage.user("And then?"));
        Exchange second = ask(options, conversation, Map.of());

        assertThat(cost(first)).isGreaterThan(new BigDecimal("0.004"));
        assertThat(cost(second)).isLessThan(new BigDecimal("0.001"));
    }

    @Test
    void a_document_is_parsed_and_paid_once_where_a_header_tells_of_it() throws Exception {
        String options = "pdfEngine=mistral-ocr&output=message";

        Exchange first = ask(options, document("Sum up"), Map.of());
        Object annotations =
                first.getMessage().getBody(ChatMessage.class).extra().get("annotations");
        Exchange second = ask(
                options,
                document("Who crosses the desert?"),
                Map.of(OpenRouterConstants.FILE_ANNOTATIONS, annotations.toString()));

        assertThat(cost(first)).isGreaterThan(new BigDecimal("0.004"));
        assertThat(cost(second)).isLessThan(new BigDecimal("0.001"));
    }

    @Test
    void what_a_mark_keeps_is_written_once_and_then_read() {
        String options =
                "model=anthropic/claude-3-haiku&cacheControl=system&systemMessage=" + "Rules+of+the+house+".repeat(50);

        Exchange first = ask(options, "May I?", Map.of());
        Exchange second = ask(options, "And may she?", Map.of());

        assertThat(first.getMessage().getHeader(OpenRouterConstants.CACHE_WRITE_TOKENS, Integer.class))
                .isGreaterThan(50);
        assertThat(first.getMessage().getHeader(OpenRouterConstants.CACHED_TOKENS))
                .isEqualTo(0);
        assertThat(second.getMessage().getHeader(OpenRouterConstants.CACHED_TOKENS, Integer.class))
                .isEqualTo(first.getMessage().getHeader(OpenRouterConstants.CACHE_WRITE_TOKENS));
        assertThat(second.getMessage().getHeader(OpenRouterConstants.CACHE_WRITE_TOKENS))
                .isEqualTo(0);
    }

    /** Remembers what was set aside. */
    private static final class Watching implements BudgetStore {
        private final BudgetStore store = new InMemoryBudgetStore();
        private final List<BigDecimal> amounts = new CopyOnWriteArrayList<>();

        @Override
        public boolean reserve(Reservation reservation, BigDecimal limit) {
            amounts.add(reservation.amount());
            return store.reserve(reservation, limit);
        }

        @Override
        public void release(Reservation reservation) {
            store.release(reservation);
        }

        @Override
        public void settle(Reservation reservation, BigDecimal cost) {
            store.settle(reservation, cost);
        }

        @Override
        public void hold(Reservation reservation, String generationId) {
            store.hold(reservation, generationId);
        }

        @Override
        public List<Hold> holds(Instant before) {
            return store.holds(before);
        }

        @Override
        public Balance balance(Account account) {
            return store.balance(account);
        }
    }

    static List<Object[]> requests() {
        ChatMessage images = ChatMessage.user(List.of(
                ContentPart.text("Compare"),
                ContentPart.image(PNG, "image/png"),
                ContentPart.image("https://pictures.example/a.png")));
        return List.of(
                new Object[] {"", images},
                new Object[] {"", document("Sum up")},
                new Object[] {"&pdfEngine=mistral-ocr", document("Sum up")},
                new Object[] {"&pdfEngine=cloudflare-ai", document("Sum up")},
                new Object[] {"&webSearch=true&webSearchEngine=exa&webSearchMaxUses=1&webSearchMaxResults=25", "News?"},
                new Object[] {"&webSearch=true&webSearchEngine=parallel", "News?"},
                new Object[] {"&webSearch=true&webSearchEngine=perplexity&webSearchContextSize=high", "News?"},
                new Object[] {"&cacheControl=system,last&cacheControlTtl=1h&systemMessage=Rules", "Hi"});
    }

    @ParameterizedTest
    @MethodSource("requests")
    void nothing_costs_more_than_a_budget_sets_aside_for_it(String options, Object body) {
        Watching store = new Watching();
        running.component("paid", component -> {
            component.getConfiguration().setModel("openai/gpt-4o-mini");
            component.getConfiguration().setBudget("100/total");
            component.getConfiguration().setBudgetStore(store);
        });

        Exchange exchange = running.send("paid:completion?maxTokens=50" + options, body);

        assertThat(exchange.getException()).isNull();
        assertThat(cost(exchange)).isPositive().isLessThanOrEqualTo(store.amounts.get(0));
    }
}
