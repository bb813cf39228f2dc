package io.github.camelopenrouter;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.runtime.ServiceLookups;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

class ServiceLookupsTest {
    private final RunningContext running = new RunningContext();

    @AfterEach
    void close() {
        running.close();
    }

    private ServiceLookups lookups(ApiKeyProvider provider) {
        OpenRouterComponent component = running.component("provided", fresh -> {
            fresh.getConfiguration().setApiKey(null);
            fresh.getConfiguration().setApiKeyProvider(provider);
        });
        component.start();
        return new ServiceLookups(component.runtime(), component.getConfiguration());
    }

    @Test
    void a_provider_of_keys_that_hangs_holds_up_nobody_who_asks() throws Exception {
        running.simulator.replyWith(request -> Reply.json("{\"data\":{}}"));
        CountDownLatch vault = new CountDownLatch(1);
        CompletableFuture<Thread> waiting = new CompletableFuture<>();
        ServiceLookups lookups = lookups(alias -> {
            waiting.complete(Thread.currentThread());
            try {
                vault.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return RunningContext.KEY;
        });

        CompletableFuture<JsonNode> asked = lookups.get("/key");

        assertThat(waiting.get(20, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
        assertThat(asked).isNotDone();
        vault.countDown();
        assertThat(asked.get(20, TimeUnit.SECONDS).has("data")).isTrue();
    }

    @Test
    void a_provider_of_keys_that_throws_an_error_is_a_failure_of_the_lookup() {
        ServiceLookups lookups = lookups(alias -> {
            throw new NoClassDefFoundError("VaultClient");
        });

        assertThat(catchThrowable(() -> lookups.get("/key").get(20, TimeUnit.SECONDS)))
                .hasCauseInstanceOf(OpenRouterException.class);
    }
}
