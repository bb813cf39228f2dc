package io.github.camelopenrouter.docs;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;

import javax.sql.DataSource;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.processor.aggregate.MemoryAggregationRepository;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;
import io.github.camelopenrouter.store.AggregationConversationRepository;
import io.github.camelopenrouter.store.ConversationRepository;
import io.github.camelopenrouter.store.JdbcConversationRepository;

import static org.assertj.core.api.Assertions.assertThat;

class ConversationsPageTest extends DocsTestSupport {
    private static final String ANSWER =
            "{\"id\":\"gen-1\",\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"Paris\"}}]}";

    private final DataSource dataSource =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");

    @Override
    protected Properties useOverridePropertiesWithPropertiesComponent() {
        Properties properties = new Properties();
        properties.putAll(Map.of("chat", "direct:chat", "forget", "direct:forget"));
        return properties;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        // tag::jdbc[]
        JdbcConversationRepository conversations = new JdbcConversationRepository(dataSource);
        conversations.createSchema(); // or run JdbcConversationRepository.sql yourself
        context.getRegistry().bind("conversations", conversations);
        // end::jdbc[]

        // tag::aggregation[]
        MemoryAggregationRepository repository = new MemoryAggregationRepository(true); // with optimistic locking
        context.getRegistry().bind("aggregated", new AggregationConversationRepository(repository, context));
        // end::aggregation[]

        return new RouteBuilder() {
            @Override
            public void configure() {
                // tag::first[]
                from("direct:first").to("openrouter:completion?conversationId=${header.chat}");
                // end::first[]

                // tag::chat[]
                from("{{chat}}") // platform-http:/chat/{chat}?...
                        .to("openrouter:completion?systemMessage=Be brief.&conversationId=${header.chat}"
                                + "&conversationRepository=#conversations&conversationExpiry=30d"
                                + "&maxConversationMessages=40&maxConversationTokens=20000");
                // end::chat[]

                // tag::anew[]
                from("direct:anew")
                        .setHeader("CamelOpenRouterConversationForget", constant(true))
                        .to("openrouter:completion?conversationId=${header.chat}");
                // end::anew[]

                // tag::forget[]
                from("{{forget}}").process(exchange -> {
                    String key = ConversationRepository.key(
                            exchange.getMessage().getHeader("CamelOpenRouterTenant", String.class),
                            exchange.getMessage().getHeader("chat", String.class));
                    conversations.forget(key);
                });
                // end::forget[]

                from("direct:aggregated")
                        .to("openrouter:completion?conversationId=${header.chat}&conversationRepository=#aggregated");
            }
        };
    }

    private Exchange say(String uri, Object body) {
        simulator.replyWith(request -> Reply.json(ANSWER));
        Exchange exchange = template.request(uri, asked -> {
            asked.getIn().setBody(body);
            asked.getIn().setHeader("chat", "17");
        });
        assertThat(exchange.getException()).isNull();
        return exchange;
    }

    private List<String> sent() {
        RecordedRequest last = simulator.requests().get(simulator.requests().size() - 1);
        return last.json().get("messages").findValuesAsText("role");
    }

    @Test
    void the_second_message_is_sent_with_the_first() {
        say("direct:first", "What is the capital of France?");
        say("direct:first", "How many live there?");

        assertThat(sent()).containsExactly("user", "assistant", "user");
    }

    @Test
    void conversations_are_kept_in_a_database_until_they_are_forgotten() {
        say("direct:chat", "one");
        say("direct:chat", "two");
        assertThat(sent()).containsExactly("system", "user", "assistant", "user");

        say("direct:forget", "");
        say("direct:chat", "three");

        assertThat(sent()).containsExactly("system", "user");
    }

    @Test
    void a_message_can_begin_its_conversation_anew() {
        say("direct:first", "one");
        say("direct:anew", "two");
        assertThat(sent()).containsExactly("user");

        say("direct:first", "three");

        assertThat(sent()).containsExactly("user", "assistant", "user");
    }

    @Test
    void conversations_are_kept_in_a_repository_of_camels() {
        say("direct:aggregated", "one");
        say("direct:aggregated", "two");

        assertThat(sent()).containsExactly("user", "assistant", "user");
    }
}
