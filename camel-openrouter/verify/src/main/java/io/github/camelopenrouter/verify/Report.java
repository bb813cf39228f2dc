package io.github.camelopenrouter.verify;

import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.verify.Finding.Result;

/** What all findings come to. */
final class Report {
    private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

    private Report() {}

    static boolean isFine(List<Finding> findings) {
        return findings.stream().noneMatch(finding -> finding.result() == Result.FAILED);
    }

    static String verdict(List<Finding> findings) {
        return (isFine(findings) ? Result.OK : Result.FAILED).words();
    }

    static Bill bill(List<Finding> findings) {
        return findings.stream().map(Finding::bill).reduce(Bill.NONE, Bill::plus);
    }

    static Duration time(List<Finding> findings) {
        return findings.stream().map(Finding::time).reduce(Duration.ZERO, Duration::plus);
    }

    /** One document of all findings. Money is in decimal numbers, times in milliseconds; what is not known is null. */
    static ObjectNode json(String service, boolean simulator, String model, List<Finding> findings) {
        ObjectNode json = JSON.objectNode().put("ok", isFine(findings)).put("service", service);
        json.put("simulator", simulator).put("model", model);
        ArrayNode checks = json.putArray("checks");
        for (Finding finding : findings) {
            ObjectNode check = checks.addObject().put("check", finding.check().words());
            check.put("result", finding.result().words());
            put(check, finding.time(), finding.bill());
            check.put("detail", finding.detail().isEmpty() ? null : finding.detail());
            check.put("error", finding.error());
            check.put(
                    "remedy", finding.remedy() == null ? null : finding.remedy().text());
        }
        put(json.putObject("total"), time(findings), bill(findings));
        return json;
    }

    private static void put(ObjectNode json, Duration time, Bill bill) {
        json.put("milliseconds", time.toMillis());
        json.put("prompt_tokens", bill.promptTokens()).put("completion_tokens", bill.completionTokens());
        json.put("cost", bill.cost());
    }
}
