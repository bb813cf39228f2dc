package io.github.camelopenrouter.examples.messagequeue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.camelopenrouter.simulator.BilledGeneration;

/**
 * What the simulator billed.
 *
 * @param generations how many cost something
 * @param cost of all of them, in US dollars
 * @param repeated how many answers came from the response cache
 * @param twice how many generations cost something although an identical request had been paid before
 */
record Bill(long generations, BigDecimal cost, long repeated, long twice) {

    static Bill of(List<BilledGeneration> lines) {
        List<BilledGeneration> paid =
                lines.stream().filter(line -> line.cost().signum() > 0).toList();
        Map<String, Long> byRequest =
                paid.stream().collect(Collectors.groupingBy(BilledGeneration::requestSha256, Collectors.counting()));
        return new Bill(
                paid.size(),
                paid.stream().map(BilledGeneration::cost).reduce(BigDecimal.ZERO, BigDecimal::add),
                lines.stream().filter(BilledGeneration::cacheHit).count(),
                paid.size() - byRequest.size());
    }
}
