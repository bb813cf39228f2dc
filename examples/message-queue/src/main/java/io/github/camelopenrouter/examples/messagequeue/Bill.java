package io.github.camelopenrouter.examples.messagequeue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.camelopenrouter.simulator.BilledGeneration;

/**
 * What the simulator billed.
 *
 * @param generations how many cost something
 * @param cost of all of them, in US dollars
 * @param cut how many of these nobody has the answer of: the worker was killed
 * @param cutCost of the cut ones
 * @param repeated how many answers came from the response cache
 * @param twice how many generations cost something although an identical request had been paid before
 */
record Bill(long generations, BigDecimal cost, long cut, BigDecimal cutCost, long repeated, long twice) {

    /** @param answered the ids of all generations whose answers are known */
    static Bill of(List<BilledGeneration> lines, Set<String> answered) {
        List<BilledGeneration> paid =
                lines.stream().filter(line -> line.cost().signum() > 0).toList();
        List<BilledGeneration> cut =
                paid.stream().filter(line -> !answered.contains(line.id())).toList();
        Map<String, Long> byRequest =
                paid.stream().collect(Collectors.groupingBy(BilledGeneration::requestSha256, Collectors.counting()));
        return new Bill(
                paid.size(),
                sum(paid),
                cut.size(),
                sum(cut),
                lines.stream().filter(BilledGeneration::cacheHit).count(),
                paid.size() - byRequest.size());
    }

    private static BigDecimal sum(List<BilledGeneration> lines) {
        return lines.stream().map(BilledGeneration::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
