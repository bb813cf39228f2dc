package io.github.camelopenrouter;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultThreadPoolFactory;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.internal.binding.EnvironmentDefaults;

import static org.assertj.core.api.Assertions.assertThat;

class TimersTest {
    /** As Camel's own factory makes them for virtual threads. */
    private static final class Plain extends DefaultThreadPoolFactory {
        @Override
        public ScheduledExecutorService newScheduledThreadPool(ThreadPoolProfile profile, ThreadFactory factory) {
            return Executors.newScheduledThreadPool(0, factory);
        }
    }

    @Test
    void a_deadline_that_is_no_longer_needed_is_kept_by_no_timer_whoever_made_it() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getExecutorServiceManager().setThreadPoolFactory(new Plain());
            context.start();
            OpenRouterComponent component = new OpenRouterComponent();
            component.runtime().setEnvironment(new EnvironmentDefaults(name -> null));
            context.addComponent("openrouter", component);
            component.start();

            for (ScheduledExecutorService timer : new ScheduledExecutorService[] {
                component.runtime().engine().timer(),
                component.runtime().engine().background()
            }) {
                assertThat(timer)
                        .isInstanceOfSatisfying(
                                ScheduledThreadPoolExecutor.class,
                                pool -> assertThat(pool.getRemoveOnCancelPolicy())
                                        .isTrue());
            }
        }
    }
}
