package io.github.camelopenrouter.internal.structured;

import com.networknt.schema.DiscriminatorContext;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.annotation.JsonNodeAnnotations;

/**
 * One check of one value, which takes a bounded number of steps. A schema whose alternatives branch at each level of a value would take
 * twice as long for each level; validators ask their context on the way, and that is counted. For one thread.
 */
final class BoundedSteps extends ExecutionContext {
    private static final long LEAST = 1_000_000;
    private static final long TIMES = 1_000;

    private long left;

    /**
     * @param values how many values the checked one consists of
     */
    BoundedSteps(ExecutionConfig config, long values) {
        super(config);
        left = LEAST + TIMES * values;
    }

    private void step() {
        if (left-- <= 0) {
            throw new TooCostlyError();
        }
    }

    @Override
    public boolean isFailFast() {
        step();
        return super.isFailFast();
    }

    @Override
    public void setFailFast(boolean failFast) {
        step();
        super.setFailFast(failFast);
    }

    @Override
    public ExecutionConfig getExecutionConfig() {
        step();
        return super.getExecutionConfig();
    }

    @Override
    public JsonNodeAnnotations getAnnotations() {
        step();
        return super.getAnnotations();
    }

    @Override
    public DiscriminatorContext getCurrentDiscriminatorContext() {
        step();
        return super.getCurrentDiscriminatorContext();
    }
}
