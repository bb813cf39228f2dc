package io.github.camelopenrouter;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.camelopenrouter.internal.call.Admission;
import io.github.camelopenrouter.internal.call.Admission.Permit;
import io.github.camelopenrouter.internal.call.CallFacts;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Usage;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of limits whose endpoint object Camel has forgotten. */
@Timeout(60)
class EndpointAdmissionsTest {
    private static final String ONE = "openrouter:completion?maxInFlight=1";
    private static final CallFacts FACTS = new CallFacts("a/b", List.of(), "k", null, null, null, 100, 10, 1);

    private RunningContext running;
    private OpenRouterComponent component;

    @BeforeEach
    void start() {
        running = new RunningContext();
        component = running.context.getComponent("openrouter", OpenRouterComponent.class);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private OpenRouterEndpoint endpoint(String uri) {
        return running.context.getEndpoint(uri, OpenRouterEndpoint.class);
    }

    private Admission admission(OpenRouterEndpoint endpoint) {
        return component.runtime().stacks().admission(endpoint.terms());
    }

    /** As Camel does with the endpoint that was not used for longest. */
    private void evict(OpenRouterEndpoint endpoint) throws Exception {
        running.context.removeEndpoint(endpoint);
        assertThat(endpoint.isStoppingOrStopped()).isTrue();
    }

    private static Admission.Result good() {
        Usage usage = new Usage(null, null, null, null, null, null, BigDecimal.ZERO, null, null);
        return new Admission.Result(
                new ChatResponse("g", "m", null, null, List.of(), usage, null, Map.of()), usage, null);
    }

    @Test
    void who_waits_at_an_evicted_endpoint_goes_on_and_its_successor_stands_in_the_same_queue() throws Exception {
        OpenRouterEndpoint first = endpoint(ONE);
        Permit runs = admission(first).ask(FACTS).join();
        CompletableFuture<Permit> waits = admission(first).ask(FACTS);
        evict(first);
        OpenRouterEndpoint second = endpoint(ONE);
        CompletableFuture<Permit> behind = admission(second).ask(FACTS);

        assertThat(second).isNotSameAs(first);
        assertThat(waits).isNotDone();
        assertThat(behind).isNotDone();
        assertThat(second.getQueued()).isEqualTo(2);
        runs.ended(good());
        assertThat(waits).isCompleted();
        assertThat(behind).isNotDone();
        waits.join().ended(good());
        behind.join().ended(good());
        assertThat(component.runtime().stacks().calls()).isZero();
    }

    @Test
    void a_call_that_outlives_its_endpoint_and_asks_again_meets_the_limit_of_its_successor() throws Exception {
        OpenRouterEndpoint first = endpoint(ONE);
        Admission ofTheCall = admission(first);
        ofTheCall.ask(FACTS).join().ended(good());
        evict(first);
        for (int i = 0; i < 1_100; i++) {
            OpenRouterEndpoint other = endpoint("openrouter:completion?maxInFlight=1&user=" + i);
            admission(other).ask(FACTS).join().ended(good());
            evict(other);
        }
        assertThat(component.runtime().stacks().endpoints()).isEqualTo(1_000);
        Permit runs = admission(endpoint(ONE)).ask(FACTS).join();

        CompletableFuture<Permit> again = ofTheCall.ask(FACTS);
        assertThat(again).isNotDone();
        runs.ended(good());
        again.join().ended(good());
    }

    @Test
    void endpoints_in_use_are_kept_however_many_there_are_and_those_of_stopped_objects_are_not() throws Exception {
        List<OpenRouterEndpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            OpenRouterEndpoint endpoint = endpoint("openrouter:completion?maxInFlight=1&user=" + i);
            admission(endpoint).ask(FACTS).join().ended(good());
            endpoints.add(endpoint);
        }
        OpenRouterEndpoint late = endpoints.get(0);
        evict(late);
        // a producer may be used after its endpoint was stopped, which nobody will tell again
        admission(late).ask(FACTS).join().ended(good());

        assertThat(component.runtime().stacks().endpoints()).isEqualTo(300);
        assertThat(component.runtime().stacks().permits()).isZero();
        assertThat(component.runtime().stacks().queued()).isZero();
    }

    @Test
    void the_stop_of_the_component_refuses_all_who_wait_also_at_evicted_endpoints() throws Exception {
        OpenRouterEndpoint endpoint = endpoint(ONE);
        admission(endpoint).ask(FACTS).join();
        CompletableFuture<Permit> waits = admission(endpoint).ask(FACTS);
        evict(endpoint);

        component.stop();

        assertThat(waits).isCompletedExceptionally();
    }
}
