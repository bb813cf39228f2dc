package io.github.camelopenrouter.internal.operation;

import java.util.Set;

import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;

import io.github.camelopenrouter.internal.binding.ToolBinding;
import io.github.camelopenrouter.internal.runtime.ComponentRuntime;
import io.github.camelopenrouter.internal.runtime.EndpointTerms;

/** {@code from("openrouter:tool")}: while the route is started, models may be offered it as a tool. */
final class ToolConsumer extends DefaultConsumer implements ShutdownAware {
    /** The options of the tool itself, beside {@code parameter.*}. */
    static final Set<String> OPTIONS = Set.of(
            "name", "description", "tags", "parametersSchema", "parametersClass", "strictParameters", "returnDirect");

    /** What Camel reads of any consumer. */
    static final Set<String> COMMON = Set.of("bridgeErrorHandler", "exceptionHandler", "exchangePattern");

    private final ComponentRuntime runtime;
    private final RouteTool tool;

    ToolConsumer(EndpointTerms terms, Processor processor) {
        super(terms.endpoint(), processor);
        this.runtime = terms.runtime();
        this.tool =
                new RouteTool(this, new ToolBinding(terms.endpoint().getCamelContext(), terms.tool()), terms.runtime());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        runtime.tools().add(tool);
    }

    @Override
    protected void doStop() throws Exception {
        runtime.tools().remove(tool);
        super.doStop();
    }

    /** As with direct: routes that are about to end may need it, and it takes up nothing by itself. */
    @Override
    public boolean deferShutdown(ShutdownRunningTask task) {
        return true;
    }

    @Override
    public int getPendingExchangesSize() {
        return 0;
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // nothing to prepare
    }
}
