package io.github.camelopenrouter.simulator;

/**
 * What is going to be answered.
 *
 * @param abandoned called once if the answer does not come to its end, before that can be seen from outside
 */
record Plan(Reply reply, Runnable abandoned) {

    static Plan of(Reply reply) {
        return new Plan(reply, () -> {});
    }
}
