package io.github.camelopenrouter;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.spi.CamelContextTracker;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.github.camelopenrouter.internal.runtime.Load;

/**
 * After every test: no exchange, connection, permit, reservation or timer of a call is left in any component of any context that the
 * test class made; and after each class, where no context runs on, no thread of a component. Registered for all tests of the module.
 */
public final class NothingLeft implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(NothingLeft.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Closed by JUnit with the class. */
    private static final class Contexts extends CamelContextTracker
            implements ExtensionContext.Store.CloseableResource {
        private final java.util.Set<CamelContext> alive = java.util.concurrent.ConcurrentHashMap.newKeySet();

        @Override
        public void contextCreated(CamelContext context) {
            alive.add(context);
        }

        @Override
        public void contextDestroyed(CamelContext context) {
            alive.remove(context);
        }

        /** What each component that runs has under way, where it has anything. */
        Map<String, Load> left() {
            Map<String, Load> left = new TreeMap<>();
            for (CamelContext context : alive) {
                for (String name : context.getComponentNames()) {
                    Component component = context.hasComponent(name);
                    if (component instanceof OpenRouterComponent ours
                            && !ours.runtime().load().equals(Load.NONE)) {
                        left.put(context.getName() + "/" + name, ours.runtime().load());
                    }
                }
            }
            return left;
        }
    }

    private static Contexts contexts(ExtensionContext test) {
        return test.getStore(NAMESPACE).get(Contexts.class, Contexts.class);
    }

    @Override
    public void beforeAll(ExtensionContext test) {
        Contexts contexts = new Contexts();
        contexts.open();
        test.getStore(NAMESPACE).put(Contexts.class, contexts);
    }

    @Override
    public void afterEach(ExtensionContext test) {
        Contexts contexts = contexts(test);
        Map<String, Load> left = contexts.left();
        for (long by = System.nanoTime() + PATIENCE.toNanos(); !left.isEmpty() && System.nanoTime() < by; ) {
            LockSupport.parkNanos(1_000_000);
            left = contexts.left();
        }
        if (!left.isEmpty() && test.getExecutionException().isEmpty()) {
            throw new AssertionError("the test has left something under way: " + left);
        }
    }

    @Override
    public void afterAll(ExtensionContext test) {
        if (contexts(test).alive.isEmpty()) {
            List<String> left = threads();
            for (long by = System.nanoTime() + PATIENCE.toNanos(); !left.isEmpty() && System.nanoTime() < by; ) {
                LockSupport.parkNanos(5_000_000);
                left = threads();
            }
            if (!left.isEmpty()) {
                AssertionError error = new AssertionError("the tests have left threads of a component: " + left);
                Thread.getAllStackTraces().forEach((thread, stack) -> {
                    if (thread.getName().contains("OpenRouter")) {
                        Throwable there = new Throwable(thread.getName() + " stands here");
                        there.setStackTrace(stack);
                        error.addSuppressed(there);
                    }
                });
                throw error;
            }
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("OpenRouter"))
                .sorted()
                .toList();
    }
}
