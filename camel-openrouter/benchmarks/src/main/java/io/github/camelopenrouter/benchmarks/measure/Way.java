package io.github.camelopenrouter.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** One way to do something, and what each block of it cost; the blocks of all ways of a comparison were taken in turn. */
final class Way {

    private final String name;
    private final Workload workload;
    private final Target target;
    private final List<Cost> costs = new ArrayList<>();

    Way(String name, Workload workload, Target target) {
        this.name = name;
        this.workload = workload;
        this.target = target;
    }

    String name() {
        return name;
    }

    Target target() {
        return target;
    }

    void warmUp(long nanos) throws Exception {
        workload.workUntil(System.nanoTime() + nanos);
        workload.rest();
    }

    /** Does it for one more block. */
    void measure(long nanos, long serverPid) throws Exception {
        Reading before = Reading.now(serverPid);
        long operations = workload.workUntil(System.nanoTime() + nanos);
        costs.add(Reading.now(serverPid).since(before, operations));
        workload.rest();
    }

    Spread spread(ToDoubleFunction<Cost> number) {
        return Spread.of(costs.stream(), number);
    }

    /** Block by block. */
    Spread ratioTo(Way other, ToDoubleFunction<Cost> number) {
        return blockByBlock(other, (own, others) -> number.applyAsDouble(own) / number.applyAsDouble(others));
    }

    /** How much more it is than the other, block by block. */
    Spread above(Way other, ToDoubleFunction<Cost> number) {
        return blockByBlock(other, (own, others) -> number.applyAsDouble(own) - number.applyAsDouble(others));
    }

    private Spread blockByBlock(Way other, ToDoubleBiFunction<Cost, Cost> number) {
        return Spread.of(IntStream.range(0, costs.size())
                .mapToDouble(i -> number.applyAsDouble(costs.get(i), other.costs.get(i))));
    }
}
