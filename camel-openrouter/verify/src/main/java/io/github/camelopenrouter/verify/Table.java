package io.github.camelopenrouter.verify;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.github.camelopenrouter.verify.Finding.Result;

/** Shows findings on a terminal, each as soon as it is there. */
final class Table {
    private static final String ROW = "%-17s  %-7s  %8s  %9s  %11s  %s";
    private static final String INDENT = "    ";
    private static final int WIDTH = 110;

    private final PrintStream out;

    Table(PrintStream out) {
        this.out = out;
    }

    void head() {
        print("Check", "Result", "Time", "Tokens", "Cost in USD", "");
    }

    void row(Finding finding) {
        boolean asked = finding.result() == Result.OK || finding.result() == Result.FAILED;
        print(
                finding.check().words(),
                finding.result().words(),
                asked ? seconds(finding.time()) : "",
                tokens(finding.bill()),
                finding.bill().isNothing() ? "" : money(finding.bill().cost()),
                finding.detail());
        if (finding.error() != null) {
            wrapped(finding.error());
        }
        if (finding.remedy() != null) {
            wrapped(finding.remedy().text());
        }
    }

    void total(List<Finding> findings) {
        Bill bill = Report.bill(findings);
        print("total", Report.verdict(findings), seconds(Report.time(findings)), tokens(bill), money(bill.cost()), "");
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toNanos() / 1e9);
    }

    private void print(String check, String result, String time, String tokens, String cost, String detail) {
        out.println(ROW.formatted(check, result, time, tokens, cost, detail).stripTrailing());
        out.flush();
    }

    /** Long texts go on in further lines, cut between words. */
    private void wrapped(String text) {
        StringBuilder line = new StringBuilder(INDENT);
        for (String word : text.split(" ")) {
            if (line.length() > INDENT.length() && line.length() + word.length() >= WIDTH) {
                out.println(line.toString().stripTrailing());
                line.setLength(INDENT.length());
            }
            line.append(word).append(' ');
        }
        out.println(line.toString().stripTrailing());
    }

    private static String tokens(Bill bill) {
        return bill.promptTokens() + bill.completionTokens() == 0
                ? ""
                : bill.promptTokens() + " + " + bill.completionTokens();
    }

    private static String money(BigDecimal cost) {
        return cost == null
                ? "unknown"
                : cost.signum() == 0 ? "0" : cost.stripTrailingZeros().toPlainString();
    }
}
