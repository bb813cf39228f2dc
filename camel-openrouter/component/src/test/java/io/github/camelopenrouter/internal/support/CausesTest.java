package io.github.camelopenrouter.internal.support;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CausesTest {
    private final Exception failure = new Exception("no");

    private static Throwable told(CompletableFuture<?> future) {
        return future.handle((value, why) -> why).join();
    }

    @Test
    void it_is_the_same_failure_on_each_stage_of_a_future() {
        CompletableFuture<String> failed = CompletableFuture.failedFuture(failure);

        assertThat(Causes.of(told(failed))).isSameAs(failure);
        assertThat(Causes.of(told(failed.thenApply(String::length)))).isSameAs(failure);
    }

    @Test
    void nothing_stays_nothing_and_a_failure_without_a_cause_is_its_own() {
        CompletionException bare = new CompletionException("no", null);

        assertThat(Causes.of(null)).isNull();
        assertThat(Causes.of(bare)).isSameAs(bare);
    }
}
