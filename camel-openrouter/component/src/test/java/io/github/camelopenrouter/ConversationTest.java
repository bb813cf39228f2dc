package io.github.camelopenrouter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.internal.binding.JsonMembers;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatRequest;
import io.github.camelopenrouter.model.ContentPart;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;
import io.github.camelopenrouter.store.ConversationRepository;
import io.github.camelopenrouter.store.InMemoryConversationRepository;

import static org.assertj.core.api.Assertions.assertThat;

/** What is sent along with a message, and what is kept of it. */
class ConversationTest {
    private static final List<String> SEEN = new ArrayList<>();

    private static RunningContext running;

    private final String id = UUID.randomUUID().toString();
    private final String completion = "openrouter:completion?conversationId=" + id;

    @BeforeAll
    static void start() {
        running = new RunningContext(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:pull")
                        .to("openrouter:streaming?conversationId=${header.chat}")
                        .split(body())
                        .streaming()
                        .process(exchange -> SEEN.add(
                                exchange.getMessage().getBody(ChatChunk.class).text()));
                from("direct:sse")
                        .to("openrouter:streaming?conversationId=${header.chat}&streamFormat=sse")
                        .convertBodyTo(String.class);
                from("direct:push").to("openrouter:streaming?conversationId=${header.chat}&streamTo=direct:chunk");
                from("direct:chunk").to("log:chunk?level=OFF");
                from("direct:twice")
                        .to("openrouter:completion")
                        .setBody(constant("And now?"))
                        .to("openrouter:completion");
            }
        });
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @BeforeEach
    void reset() {
        SEEN.clear();
        running.answerAlike();
    }

    private Exchange ask(String uri, Object body, Map<String, Object> headers) {
        Exchange exchange = running.send(uri, body, headers);
        assertThat(exchange.getException()).isNull();
        return exchange;
    }

    private Exchange ask(Object body) {
        return ask(completion, body, Map.of());
    }

    private static void answers(String... texts) {
        for (String text : texts) {
            running.simulator.enqueue(Reply.json(Wire.completion(text)));
        }
    }

    private static JsonNode lastRequest() {
        List<RecordedRequest> requests = running.simulator.requests();
        return requests.get(requests.size() - 1).json();
    }

    /** The messages of the last request, as {@code role:content}. */
    private static List<String> sent() {
        List<String> sent = new ArrayList<>();
        lastRequest()
                .get("messages")
                .forEach(message -> sent.add(message.path("role").asText() + ":"
                        + (message.path("content").isTextual()
                                ? message.get("content").asText()
                                : message.get("content"))));
        return sent;
    }

    @Test
    void a_second_message_is_sent_with_the_first_and_its_answer() {
        answers("Paris", "Two million");
        ask("What is the capital of France?");

        Exchange second = ask("How many live there?");

        assertThat(sent())
                .containsExactly("user:What is the capital of France?", "assistant:Paris", "user:How many live there?");
        assertThat(second.getMessage().getBody()).isEqualTo("Two million");
    }

    @Test
    void conversations_of_different_ids_know_nothing_of_each_other() {
        ask("one");

        ask("openrouter:completion?conversationId=other-" + id, "two", Map.of());

        assertThat(sent()).containsExactly("user:two");
    }

    @Test
    void the_id_is_an_expression_of_each_message_and_the_header_wins() {
        String uri = "openrouter:completion?conversationId=chat-${header.chat}";
        ask(uri, "one", Map.of("chat", id));
        ask(uri, "two", Map.of("chat", "x" + id));
        assertThat(sent()).containsExactly("user:two");

        ask(uri, "three", Map.of("chat", "ignored", OpenRouterConstants.CONVERSATION_ID, "chat-" + id));

        assertThat(sent()).containsExactly("user:one", "assistant:Paris", "user:three");
    }

    @Test
    void the_header_alone_names_a_conversation() {
        Map<String, Object> chat = Map.of(OpenRouterConstants.CONVERSATION_ID, id);
        ask("openrouter:completion", "one", chat);

        ask("openrouter:completion", "two", chat);

        assertThat(sent()).containsExactly("user:one", "assistant:Paris", "user:two");
    }

    @Test
    void an_empty_header_lets_a_message_stand_alone() {
        ask("one");

        ask(completion, "two", Map.of(OpenRouterConstants.CONVERSATION_ID, ""));

        assertThat(sent()).containsExactly("user:two");
        ask("three");
        assertThat(sent()).containsExactly("user:one", "assistant:Paris", "user:three");
    }

    @Test
    void an_expression_that_gives_nothing_is_refused_before_anything_is_sent() {
        Exchange exchange = running.send("openrouter:completion?conversationId=${header.none}", "one");

        assertThat(exchange.getException())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("conversationId")
                .hasMessageContaining(OpenRouterConstants.CONVERSATION_ID);
        assertThat(running.simulator.requests()).isEmpty();
    }

    @Test
    void an_id_that_is_too_long_or_has_control_characters_is_refused() {
        for (String bad : List.of("x".repeat(256), "a\nb", "a\ud800")) {
            Exchange exchange =
                    running.send("openrouter:completion", "one", Map.of(OpenRouterConstants.CONVERSATION_ID, bad));

            assertThat(exchange.getException())
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining(OpenRouterConstants.CONVERSATION_ID);
        }
        assertThat(running.simulator.requests()).isEmpty();
    }

    @Test
    void what_a_header_says_is_never_an_expression() {
        ask("openrouter:completion", "one", Map.of(OpenRouterConstants.CONVERSATION_ID, "${body}" + id));

        ask("openrouter:completion", "two", Map.of(OpenRouterConstants.CONVERSATION_ID, "two" + id));

        assertThat(sent()).containsExactly("user:two");
    }

    @Test
    void tenants_have_conversations_of_their_own() {
        Map<String, Object> one = Map.of(OpenRouterConstants.TENANT, "one");
        ask(completion, "of one", one);
        ask(completion, "of two", Map.of(OpenRouterConstants.TENANT, "two"));
        assertThat(sent()).containsExactly("user:of two");
        ask("of nobody");
        assertThat(sent()).containsExactly("user:of nobody");

        ask(completion, "again", one);

        assertThat(sent()).containsExactly("user:of one", "assistant:Paris", "user:again");
    }

    @Test
    void the_system_message_counts_as_it_is_now_and_is_not_kept() {
        ask(completion + "&systemMessage=Be brief", "one", Map.of());
        ask(completion + "&systemMessage=Be kind", "two", Map.of());
        assertThat(sent()).containsExactly("system:Be kind", "user:one", "assistant:Paris", "user:two");

        ask("three");

        assertThat(sent()).containsExactly("user:one", "assistant:Paris", "user:two", "assistant:Paris", "user:three");
    }

    @Test
    void a_system_message_of_the_body_counts_for_its_call_alone() {
        ask(List.of(ChatMessage.system("Be brief"), ChatMessage.user("one")));
        assertThat(sent()).containsExactly("system:Be brief", "user:one");

        ask("two");

        assertThat(sent()).containsExactly("user:one", "assistant:Paris", "user:two");
    }

    @Test
    void of_a_body_that_brings_a_whole_conversation_only_what_is_behind_its_last_answer_is_added() {
        ask("one");

        ask(ChatRequest.builder()
                .message(ChatMessage.user("one"))
                .message(ChatMessage.assistant("Paris"))
                .message(ChatMessage.user("two"))
                .build());

        assertThat(sent()).containsExactly("user:one", "assistant:Paris", "user:two");
    }

    @Test
    void a_conversation_may_begin_with_what_was_said_elsewhere() {
        ask(List.of(
                Map.of("role", "user", "content", "zero"),
                ChatMessage.assistant("Nothing"),
                JsonMembers.JSON.valueToTree(Map.of("role", "user", "content", "one"))));

        ask("two");

        assertThat(sent()).containsExactly("user:zero", "assistant:Nothing", "user:one", "assistant:Paris", "user:two");
    }

    @Test
    void a_body_that_ends_with_an_answer_is_refused() {
        Exchange exchange = running.send(completion, List.of(ChatMessage.user("one"), ChatMessage.assistant("Par")));

        assertThat(exchange.getException())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("must end with the role user or tool");
        assertThat(running.simulator.requests()).isEmpty();
    }

    @Test
    void a_call_that_failed_adds_nothing() {
        ask("one");
        running.simulator.enqueue(Reply.json(500, Wire.error(500, "down")));
        assertThat(running.send(completion, "two").getException()).isNotNull();

        ask("three");

        assertThat(sent()).containsExactly("user:one", "assistant:Paris", "user:three");
    }

    @Test
    void an_answer_that_says_nothing_adds_nothing() {
        running.simulator.enqueue(Reply.json(Wire.completion("")));
        ask("one");

        ask("two");

        assertThat(sent()).containsExactly("user:two");
    }

    @Test
    void what_the_model_thought_and_cited_goes_back_as_it_came() {
        running.simulator.enqueue(Reply.json("""
                {"id":"gen-1","model":"m","choices":[{"finish_reason":"stop","message":{"role":"assistant","content":"Paris",\
                "reasoning":"hm","reasoning_details":[{"type":"reasoning.text","text":"hm","signature":"s/+=","index":0},\
                {"type":"reasoning.encrypted","data":"%s","id":"r1"}],\
                "annotations":[{"type":"url_citation","url_citation":{"url":"https://a.example","title":"\u00e9"}}]}}]}""".formatted("QUJD".repeat(600))));
        Exchange first = ask(Map.of(
                "messages",
                List.of(Map.of(
                        "role", "user", "content", List.of(Map.of("type", "text", "text", "Where? \ud83d\uddfc"))))));
        assertThat(first.getException()).isNull();

        ask("two");

        JsonNode question = lastRequest().get("messages").get(0);
        assertThat(question.at("/content/0/text").asText()).isEqualTo("Where? \ud83d\uddfc");
        JsonNode answer = lastRequest().get("messages").get(1);
        assertThat(answer.at("/reasoning_details/0/signature").asText()).isEqualTo("s/+=");
        assertThat(answer.at("/reasoning_details/1/data").asText()).isEqualTo("QUJD".repeat(600));
        assertThat(answer.at("/annotations/0/url_citation/title").asText()).isEqualTo("\u00e9");
        assertThat(answer.get("reasoning").asText()).isEqualTo("hm");
    }

    @Test
    void tool_calls_and_their_results_stay_in_the_conversation() {
        String calls =
                "[{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{}\"}}]";
        running.simulator.enqueue(
                Reply.json("{\"id\":\"gen-1\",\"model\":\"m\",\"choices\":[{\"finish_reason\":\"tool_calls\","
                        + "\"message\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":" + calls + "}}]}"));
        ask("What is the weather?");

        ask(ChatMessage.tool("call_1", "sunny"));
        assertThat(sent()).containsExactly("user:What is the weather?", "assistant:null", "tool:sunny");
        assertThat(lastRequest().at("/messages/1/tool_calls").toString()).isEqualTo(calls);
        ask("And tomorrow?");

        assertThat(sent())
                .containsExactly(
                        "user:What is the weather?",
                        "assistant:null",
                        "tool:sunny",
                        "assistant:Paris",
                        "user:And tomorrow?");
    }

    @Test
    void calls_that_nobody_answered_are_left_out_when_something_else_is_asked() {
        running.simulator.enqueue(
                Reply.json("{\"id\":\"gen-1\",\"model\":\"m\",\"choices\":[{\"finish_reason\":\"tool_calls\","
                        + "\"message\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"weather\",\"arguments\":\"{}\"}}]}}]}"));
        ask("What is the weather?");

        ask("Never mind");

        assertThat(sent()).containsExactly("user:What is the weather?", "user:Never mind");
    }

    @Test
    void results_of_calls_that_the_conversation_does_not_have_are_refused() {
        Exchange exchange = running.send(completion, ChatMessage.tool("call_9", "sunny"));

        assertThat(exchange.getException())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("results of tool calls")
                .hasMessageNotContaining("sunny");
        assertThat(running.simulator.requests()).isEmpty();
    }

    @Test
    void no_more_messages_are_sent_along_than_the_option_allows() {
        String uri = completion + "&maxConversationMessages=4";
        for (String body : List.of("one", "two", "three")) {
            ask(uri, body, Map.of());
        }

        ask(uri, "four", Map.of());

        assertThat(sent()).containsExactly("user:two", "assistant:Paris", "user:three", "assistant:Paris", "user:four");
    }

    @Test
    void no_more_tokens_are_sent_along_than_the_option_allows() {
        String uri = completion + "&maxConversationTokens=100";
        ask(uri, "x".repeat(1_000), Map.of());
        ask(uri, "two", Map.of());
        assertThat(sent()).containsExactly("user:two");

        ask(uri, "three", Map.of());

        assertThat(sent()).containsExactly("user:two", "assistant:Paris", "user:three");
    }

    @Test
    void an_attachment_is_sent_with_its_message_and_again_with_the_next_one() {
        String image = "data:image/png;base64," + "iVBO".repeat(1_000);
        ask(List.of(ChatMessage.user(List.of(
                ContentPart.text("What is this?"), Map.of("type", "image_url", "image_url", Map.of("url", image))))));

        ask("What colour is it?");

        assertThat(lastRequest().at("/messages/0/content/1/image_url/url").asText())
                .isEqualTo(image);
        assertThat(lastRequest().at("/messages/0/content/0/text").asText()).isEqualTo("What is this?");
    }

    @Test
    void marks_for_the_prompt_cache_are_of_one_call() {
        String uri = completion + "&cacheControl=last";
        ask(uri, "one", Map.of());
        assertThat(lastRequest().toString()).contains("cache_control");

        ask(uri, "two", Map.of());

        assertThat(lastRequest().at("/messages/0").toString()).doesNotContain("cache_control");
        assertThat(lastRequest().at("/messages/2").toString()).contains("cache_control");
    }

    @Test
    void a_conversation_is_forgotten_by_a_header_that_counts_for_one_call() {
        Map<String, Object> headers = new HashMap<>(Map.of(OpenRouterConstants.CONVERSATION_ID, id));
        ask("direct:twice", "one", headers);
        headers.put(OpenRouterConstants.CONVERSATION_FORGET, true);

        Exchange exchange = ask("direct:twice", "anew", headers);

        assertThat(sent()).containsExactly("user:anew", "assistant:Paris", "user:And now?");
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.CONVERSATION_FORGET))
                .isNull();
    }

    @Test
    void the_repository_hears_when_a_conversation_expires() {
        List<Duration> heard = new ArrayList<>();
        running.context.getRegistry().bind("noting", new InMemoryNoting(heard));

        ask(completion + "&conversationRepository=#noting&conversationExpiry=1h", "one", Map.of());
        ask(completion + "&conversationRepository=#noting", "two", Map.of());
        running.context.getRegistry().unbind("noting");

        assertThat(heard).containsExactly(Duration.ofHours(1), null);
    }

    private record InMemoryNoting(List<Duration> heard, ConversationRepository real) implements ConversationRepository {
        InMemoryNoting(List<Duration> heard) {
            this(heard, new InMemoryConversationRepository());
        }

        @Override
        public CompletionStage<Optional<Conversation>> load(String key) {
            return real.load(key);
        }

        @Override
        public CompletionStage<Long> save(String key, Change change) {
            heard.add(change.expiry());
            return real.save(key, change);
        }

        @Override
        public CompletionStage<Boolean> forget(String key) {
            return real.forget(key);
        }
    }

    // ---- streams

    private static void streams(String... texts) {
        running.simulator.enqueue(Reply.sse(Wire.stream(texts)));
    }

    @Test
    void a_stream_that_was_read_is_kept_when_its_last_chunk_is_seen() {
        streams("Par", "is");
        Map<String, Object> chat = Map.of("chat", id);
        ask("direct:pull", "one", chat);
        assertThat(SEEN).containsExactly("Par", "is", "");
        streams("Two", " million");

        ask("direct:pull", "two", chat);

        assertThat(sent()).containsExactly("user:one", "assistant:Paris", "user:two");
        ask("three");
        assertThat(sent())
                .containsExactly("user:one", "assistant:Paris", "user:two", "assistant:Two million", "user:three");
    }

    @Test
    void a_stream_that_was_pushed_is_kept() {
        streams("Par", "is");
        ask("direct:push", "one", Map.of("chat", id));

        ask("two");

        assertThat(sent()).containsExactly("user:one", "assistant:Paris", "user:two");
    }

    @Test
    void a_stream_whose_events_were_passed_on_is_kept() {
        streams("Par", "is");
        ask("direct:sse", "one", Map.of("chat", id));

        ask("two");

        assertThat(sent()).containsExactly("user:one", "assistant:Paris", "user:two");
    }

    @Test
    void of_a_stream_that_was_cut_nothing_is_kept_unless_it_is_asked_for() {
        running.simulator.enqueue(Reply.sse(Wire.chunk("Par"), Wire.failure("502", "gone")));
        assertThat(running.send("direct:push", "one", Map.of("chat", id)).getException())
                .isNotNull();

        ask("two");

        assertThat(sent()).containsExactly("user:two");
    }

    @Test
    void what_had_arrived_of_a_stream_that_was_cut_is_kept_where_it_is_asked_for() {
        running.simulator.enqueue(Reply.sse(Wire.chunk("Par"), Wire.failure("502", "gone")));
        Exchange cut = running.send(
                "openrouter:streaming?conversationCut=keep&streamTo=direct:chunk&conversationId=" + id, "one");
        assertThat(cut.getException()).isNotNull();

        ask("two");

        assertThat(sent()).containsExactly("user:one", "assistant:Par", "user:two");
    }

    @Test
    void what_had_arrived_of_a_stream_that_its_reader_closed_is_kept_where_it_is_asked_for() throws Exception {
        running.simulator.enqueue(Reply.sse(Wire.chunk("Par")).thenHang());
        Exchange opened = running.send("openrouter:streaming?conversationCut=keep&conversationId=" + id, "one");
        io.github.camelopenrouter.model.ChatStream stream =
                (io.github.camelopenrouter.model.ChatStream) opened.getMessage().getBody();
        assertThat(stream.next().text()).isEqualTo("Par");

        stream.close();

        // the next turn waits until the one that was closed is written
        ask("two");
        assertThat(sent()).containsExactly("user:one", "assistant:Par", "user:two");
        assertThat(running.simulator.takeRequest(Duration.ofSeconds(5)).awaitDisconnect(Duration.ofSeconds(5)))
                .isTrue();
    }
}
