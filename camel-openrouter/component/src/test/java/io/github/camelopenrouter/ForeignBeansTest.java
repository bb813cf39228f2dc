package io.github.camelopenrouter;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.simulator.Reply;
import io.github.camelopenrouter.store.BudgetStore;
import io.github.camelopenrouter.store.InMemoryBudgetStore;
import io.github.camelopenrouter.store.InMemoryLedger;
import io.github.camelopenrouter.store.Ledger;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever beans and bodies of an application throw, declared or not, each exchange ends, and the next one is as if nothing was. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForeignBeansTest {
    private final RunningContext running = new RunningContext();
    private volatile Throwable thrown;
    private volatile String throwsIn = "";

    @AfterEach
    void close() {
        throwsIn = "";
        running.close();
    }

    private void fault(String where) {
        if (throwsIn.equals(where)) {
            ForeignBeansTest.<RuntimeException>raise(thrown);
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void raise(Throwable fault) throws E {
        throw (E) fault;
    }

    private <T> T faulty(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    fault(type.getSimpleName() + "." + method.getName());
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private final class Messages extends AbstractList<Object> {
        @Override
        public Object get(int index) {
            fault("list");
            return Map.of("role", "user", "content", "hello");
        }

        @Override
        public int size() {
            return 1;
        }
    }

    private final class Members extends AbstractMap<String, Object> {
        @Override
        public Set<Entry<String, Object>> entrySet() {
            fault("map");
            return Map.<String, Object>of("messages", new Messages()).entrySet();
        }
    }

    private static final Set<String> SENT = Set.of(
            "BudgetStore.settle", "BudgetStore.hold", "BudgetStore.answering", "BudgetStore.release", "Ledger.add");

    static Stream<Arguments> faults() {
        List<Throwable> all = List.of(
                new IllegalStateException("broken"),
                new NoClassDefFoundError("VaultClient"),
                new StackOverflowError(),
                new IOException("of a bean that declares nothing"));
        return Stream.of(
                        "ApiKeyProvider.apiKey",
                        "BudgetStore.reserve",
                        "BudgetStore.settle",
                        "BudgetStore.answering",
                        "Ledger.add",
                        "list",
                        "map")
                .flatMap(where -> all.stream().map(fault -> Arguments.of(where, fault)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("faults")
    void whatever_a_bean_or_a_body_throws_its_exchange_ends_and_the_next_is_answered(String where, Throwable fault)
            throws Exception {
        running.context.getRegistry().bind("keys", faulty(ApiKeyProvider.class, alias -> RunningContext.KEY));
        running.context.getRegistry().bind("store", faulty(BudgetStore.class, new InMemoryBudgetStore()));
        running.context.getRegistry().bind("ledger", faulty(Ledger.class, new InMemoryLedger()));
        running.component("keyless", component -> component.getConfiguration().setApiKey(null));
        String options =
                "model=a/b&apiKeyProvider=#keys&budget=5/day&budgetReserve=0.01&budgetStore=#store&ledger=#ledger";
        running.simulator.replyWith(request -> request.text().contains("\"stream\":true")
                ? Reply.sse(Wire.stream("Par", "is"))
                : Reply.json(RunningContext.ANSWER));
        for (String operation : List.of("completion?", "streaming?streamTo=mock:chunks&", "streaming?")) {
            thrown = fault;
            throwsIn = where;
            Object body = where.equals("map") ? new Members() : new Messages();

            Exchange ended = ask("keyless:" + operation + options, body);
            throwsIn = "";
            Exchange next = ask("keyless:" + operation + options, "hello");

            if (SENT.contains(where)) {
                assertThat(ended.getException()).isNull();
            } else {
                assertThat(ended.getException())
                        .isInstanceOfSatisfying(
                                OpenRouterException.class,
                                failure -> assertThat(failure.getOutcome()).isEqualTo(Outcome.NOT_SENT));
            }
            assertThat(next.getException()).isNull();
        }
    }

    private Exchange ask(String uri, Object body) throws Exception {
        ProducerTemplate template = running.template;
        Processor asking = exchange -> exchange.getIn().setBody(body);
        Exchange ended = template.asyncSend(uri, asking).get(10, TimeUnit.SECONDS);
        if (ended.getMessage().getBody() instanceof AutoCloseable stream) {
            ended.getMessage().getBody(String.class);
            stream.close();
        }
        return ended;
    }

    static Stream<Arguments> circles() {
        List<Object> list = new ArrayList<>();
        list.add(Map.of("role", "user", "content", list));
        Map<String, Object> map = new HashMap<>();
        map.put("messages", List.of(Map.of("role", "user", "content", "hello")));
        map.put("metadata", map);
        List<Object> bare = new ArrayList<>();
        bare.add(bare);
        Map<String, Object> message = new HashMap<>();
        message.put("role", "user");
        message.put("content", message);
        return Stream.of(list, map, bare, List.of(message), message).map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("circles")
    void a_body_that_contains_itself_is_refused(Object body) throws Exception {
        Exchange ended = ask("openrouter:completion", body);

        assertThat(ended.getException())
                .isInstanceOfSatisfying(
                        OpenRouterException.class,
                        failure -> assertThat(failure.getOutcome()).isEqualTo(Outcome.NOT_SENT));
        assertThat(ended.getException().getMessage()).hasSizeLessThan(500);
        assertThat(running.simulator.requests()).isEmpty();
    }
}
