package io.github.camelopenrouter.starter;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Mockito;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.camelopenrouter.ApiKeyProvider;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.Reply;
import io.github.camelopenrouter.store.BudgetStore;
import io.github.camelopenrouter.store.ConversationRepository;
import io.github.camelopenrouter.store.GenerationJournal;
import io.github.camelopenrouter.store.InMemoryBudgetStore;
import io.github.camelopenrouter.store.InMemoryConversationRepository;
import io.github.camelopenrouter.store.InMemoryLedger;
import io.github.camelopenrouter.store.Ledger;
import io.github.camelopenrouter.tool.ToolApproval;
import io.github.camelopenrouter.tool.ToolAuthorization;
import io.github.camelopenrouter.tool.ToolDecision;
import io.github.camelopenrouter.tool.ToolRequest;

import static io.github.camelopenrouter.starter.Applications.PREFIX;
import static io.github.camelopenrouter.starter.Applications.component;
import static io.github.camelopenrouter.starter.Applications.options;
import static io.github.camelopenrouter.starter.Applications.withStarter;
import static org.assertj.core.api.Assertions.assertThat;

/** Beans of a Spring application are taken by their types, without a word of configuration. */
class BeansTest {
    private static final String TURN = "{\"id\":\"gen-1\",\"model\":\"openai/gpt-4o-mini\",\"provider\":\"OpenAI\","
            + "\"choices\":[{\"finish_reason\":\"tool_calls\",\"message\":{\"role\":\"assistant\",\"content\":null,"
            + "\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"pay\",\"arguments\":\"{}\"}}]}}]}";

    private final OpenRouterSimulator simulator = OpenRouterSimulator.start();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        simulator.close();
    }

    private ApplicationContextRunner application() {
        return withStarter()
                .withPropertyValues(
                        PREFIX + "base-url=" + simulator.baseUrl(),
                        PREFIX + "model=openai/gpt-4o-mini",
                        PREFIX + "max-tokens=10")
                .withBean(RouteBuilder.class, Tools::new);
    }

    private ApplicationContextRunner withKey() {
        return application().withPropertyValues(PREFIX + "api-key=sk-or-set");
    }

    private static Exchange send(ApplicationContext application, String uri, Map<String, Object> headers) {
        return application.getBean(ProducerTemplate.class).request(uri, exchange -> {
            exchange.getMessage().setBody("hello");
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
    }

    private static Exchange send(ApplicationContext application, String uri) {
        return send(application, uri, Map.of());
    }

    private <T> Supplier<T> noted(Class<T> type, Object real) {
        return () -> type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(this, arguments);
                    }
                    heard.add(method.getName());
                    return method.invoke(real, arguments);
                }));
    }

    // ---- one bean of each type

    @Test
    void the_key_provider_gives_the_key() {
        application()
                .withBean(ApiKeyProvider.class, () -> alias -> "sk-or-provided")
                .run(application -> {
                    assertThat(send(application, "openrouter:completion").getException())
                            .isNull();
                    assertThat(simulator.requests().get(0).header("authorization"))
                            .isEqualTo("Bearer sk-or-provided");
                });
    }

    @Test
    void the_object_mapper_of_jackson_2_reads_answers() {
        simulator.replyWith(request -> Reply.json("{\"id\":\"gen-1\",\"model\":\"openai/gpt-4o-mini\",\"choices\":"
                + "[{\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":"
                + "\"{\\\"home_town\\\":\\\"Paris\\\"}\"}}]}"));
        ObjectMapper mapper = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .build();
        withKey().withBean(ObjectMapper.class, () -> mapper).run(application -> {
            Exchange exchange = send(application, "openrouter:completion?outputClass=" + Person.class.getName());
            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody()).isEqualTo(new Person("Paris"));
        });
    }

    @Test
    void the_budget_store_keeps_the_budget() {
        withKey()
                .withPropertyValues(PREFIX + "budget=1/day")
                .withBean(BudgetStore.class, noted(BudgetStore.class, new InMemoryBudgetStore()))
                .run(application -> {
                    assertThat(send(application, "openrouter:completion").getException())
                            .isNull();
                    assertThat(heard).contains("reserve", "settle");
                });
    }

    @Test
    void the_ledger_is_the_component_s() {
        Ledger ledger = new InMemoryLedger();
        withKey().withBean(Ledger.class, () -> ledger).run(application -> {
            assertThat(send(application, "openrouter:completion").getException())
                    .isNull();
            assertThat(component(application, "openrouter").getLedger()).isSameAs(ledger);
            assertThat(ledger.cost()).isPositive();
        });
    }

    @Test
    void the_journal_is_asked_where_it_is_said_what_to_do_with_the_unanswered() {
        // fails every call: what counts is that it is asked
        withKey()
                .withBean(GenerationJournal.class, noted(GenerationJournal.class, null))
                .run(application -> {
                    send(application, "openrouter:completion");
                    assertThat(heard).isEmpty();

                    send(
                            application,
                            "openrouter:completion?unanswered=park",
                            Map.of("CamelOpenRouterJournalKey", "job-1"));
                    assertThat(heard).contains("begin");
                });
    }

    @Test
    void the_conversation_repository_keeps_conversations() {
        withKey()
                .withBean(
                        ConversationRepository.class,
                        noted(ConversationRepository.class, new InMemoryConversationRepository()))
                .run(application -> {
                    assertThat(send(application, "openrouter:completion?conversationId=c-1")
                                    .getException())
                            .isNull();
                    assertThat(heard).contains("load", "save");
                });
    }

    @Test
    void the_approval_and_the_authorization_are_asked_before_a_tool_runs() {
        simulator.enqueue(Reply.json(TURN));
        withKey()
                .withBean(ToolApproval.class, () -> request -> {
                    heard.add("approval of " + request.name());
                    return CompletableFuture.completedFuture(ToolDecision.allow());
                })
                .withBean(ToolAuthorization.class, () -> (ToolRequest request) -> {
                    heard.add("authorization of " + request.name());
                    return CompletableFuture.completedFuture(true);
                })
                .run(application -> {
                    assertThat(send(application, "openrouter:completion?tools=pay")
                                    .getException())
                            .isNull();
                    assertThat(heard).containsExactly("authorization of pay", "approval of pay");
                });
    }

    // ---- stores of rates, whose type alone says nothing

    @Test
    void a_store_of_rates_by_text_is_taken() {
        withKey()
                .withUserConfiguration(RatesByText.class)
                .run(application ->
                        assertThat(options(application).getRateLimitStore()).isSameAs(application.getBean("rates")));
    }

    @Test
    void a_store_of_rates_by_something_else_is_not_taken() {
        withKey()
                .withUserConfiguration(RatesByNumber.class)
                .run(application ->
                        assertThat(options(application).getRateLimitStore()).isNull());
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void of_two_stores_of_rates_none_is_taken_and_that_is_said(CapturedOutput output) {
        withKey()
                .withUserConfiguration(RatesByText.class, MoreRatesByText.class)
                .run(application -> {
                    assertThat(options(application).getRateLimitStore()).isNull();
                    assertThat(output).contains("takes none of the beans rates, moreRates");
                });
    }

    // ---- several, and others that are configured

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void of_two_beans_none_is_taken_and_that_is_said(CapturedOutput output) {
        withKey()
                .withBean("one", Ledger.class, InMemoryLedger::new)
                .withBean("two", Ledger.class, InMemoryLedger::new)
                .run(application -> {
                    Ledger own = component(application, "openrouter").getLedger();
                    assertThat(application.getBeansOfType(Ledger.class)).doesNotContainValue(own);
                    assertThat(output)
                            .contains("The option ledger says nothing and takes none of the beans one, two:"
                                    + " name one of them, as in ledger=#bean:one");
                });
    }

    @Test
    void of_two_beans_the_primary_one_is_taken() {
        withKey()
                .withUserConfiguration(PrimaryLedger.class)
                .run(application -> assertThat(
                                component(application, "openrouter").getLedger())
                        .isSameAs(application.getBean("main")));
    }

    @Test
    void a_property_wins_over_the_only_bean_of_another_type() {
        application()
                .withPropertyValues(PREFIX + "api-key=sk-or-set")
                .withBean(ApiKeyProvider.class, () -> alias -> "sk-or-provided")
                .run(application -> {
                    send(application, "openrouter:completion");
                    assertThat(simulator.requests().get(0).header("authorization"))
                            .isEqualTo("Bearer sk-or-set");
                });
    }

    @Test
    void a_property_that_names_a_bean_wins_over_the_primary_one() {
        withKey()
                .withUserConfiguration(PrimaryLedger.class)
                .withPropertyValues(PREFIX + "ledger=other")
                .run(application -> assertThat(
                                component(application, "openrouter").getLedger())
                        .isSameAs(application.getBean("other")));
    }

    @Test
    void without_autowiring_nothing_is_taken() {
        withKey()
                .withPropertyValues("camel.main.autowired-enabled=false")
                .withUserConfiguration(RatesByText.class, PrimaryLedger.class)
                .run(application -> {
                    assertThat(application.getBean(CamelContext.class).isAutowiredEnabled())
                            .isFalse();
                    assertThat(component(application, "openrouter").getLedger())
                            .isNotSameAs(application.getBean("main"));
                    assertThat(options(application).getRateLimitStore()).isNull();
                });
    }

    record Person(String homeTown) {}

    static final class Tools extends RouteBuilder {
        @Override
        public void configure() {
            from("openrouter:tool?name=pay&description=Pays").setBody(constant("paid"));
        }
    }

    @Configuration
    static class RatesByText {
        @Bean
        @SuppressWarnings("unchecked")
        ProxyManager<String> rates() {
            return Mockito.mock(ProxyManager.class);
        }
    }

    @Configuration
    static class MoreRatesByText {
        @Bean
        @SuppressWarnings("unchecked")
        ProxyManager<String> moreRates() {
            return Mockito.mock(ProxyManager.class);
        }
    }

    @Configuration
    static class RatesByNumber {
        @Bean
        @SuppressWarnings("unchecked")
        ProxyManager<Long> rates() {
            return Mockito.mock(ProxyManager.class);
        }
    }

    @Configuration
    static class PrimaryLedger {
        @Bean
        @Primary
        Ledger main() {
            return new InMemoryLedger();
        }

        @Bean
        Ledger other() {
            return new InMemoryLedger();
        }
    }
}
