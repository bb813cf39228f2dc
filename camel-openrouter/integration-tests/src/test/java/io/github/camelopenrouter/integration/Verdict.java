package io.github.camelopenrouter.integration;

import java.math.BigDecimal;

/** What may become of a job. */
enum Verdict {
    LOST_UNPAID("**lost**, nothing sent", 0, 0, 0, 0, 0),
    LOST("**lost**, paid once", 1, 0, 0, 0, 1),
    ONCE("answered, paid once", 1, 1, 0, 0, 1),
    REPEATED("answered, sent twice, paid once", 2, 1, 0, 0, 1),
    TWICE("answered, **paid twice**", 2, 1, 0, 0, 2),
    PARKED_UNPAID("parked, nothing sent", 0, 0, 1, 0, 0),
    PARKED("parked, paid once", 1, 0, 1, 0, 1),
    PARKED_KNOWN("parked with the generation's id, paid once", 1, 0, 1, 1, 1);

    private final String title;
    private final int requests;
    private final int results;
    private final int parked;
    private final int known;
    private final int paid;

    Verdict(String title, int requests, int results, int parked, int known, int paid) {
        this.title = title;
        this.requests = requests;
        this.results = results;
        this.parked = parked;
        this.known = known;
        this.paid = paid;
    }

    /** As the page calls it. */
    String title() {
        return title;
    }

    /**
     * What can be seen of it.
     *
     * @param price of one answer
     */
    Outcome outcome(BigDecimal price) {
        return new Outcome(requests, results, parked, known, price.multiply(BigDecimal.valueOf(paid)));
    }
}
