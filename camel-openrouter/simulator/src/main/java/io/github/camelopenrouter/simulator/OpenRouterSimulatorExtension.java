package io.github.camelopenrouter.simulator;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives JUnit tests a simulator: one for each test class, reset before each test, closed after the last one.
 *
 * <p>With {@code @ExtendWith(OpenRouterSimulatorExtension.class)}, constructors and methods of the test may have a
 * parameter of type {@link OpenRouterSimulator}. With {@code @RegisterExtension}, the simulator can have settings of
 * its own and is there as {@link #simulator()}; on a field that is not static, every test gets a new one. Test classes
 * may run in parallel, tests of one class may not.
 */
public final class OpenRouterSimulatorExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {

    private final OpenRouterSimulatorBuilder builder;
    private OpenRouterSimulator simulator;
    private int classes;

    /** With a simulator on a free port that accepts any key and answers without delay. */
    public OpenRouterSimulatorExtension() {
        this(OpenRouterSimulator.builder());
    }

    /** With a simulator of these settings. */
    public OpenRouterSimulatorExtension(OpenRouterSimulatorBuilder builder) {
        this.builder = builder;
    }

    /** The simulator, started if it is not yet; never null. Closed by this extension. */
    public synchronized OpenRouterSimulator simulator() {
        if (simulator == null) {
            simulator = builder.start();
        }
        return simulator;
    }

    @Override
    public synchronized void beforeAll(ExtensionContext context) {
        classes++;
    }

    @Override
    public synchronized void beforeEach(ExtensionContext context) {
        simulator().reset();
    }

    @Override
    public synchronized void afterEach(ExtensionContext context) {
        closeIfUnused();
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) {
        classes--;
        closeIfUnused();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == OpenRouterSimulator.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return simulator();
    }

    private void closeIfUnused() {
        if (classes == 0 && simulator != null) {
            simulator.close();
            simulator = null;
        }
    }
}
