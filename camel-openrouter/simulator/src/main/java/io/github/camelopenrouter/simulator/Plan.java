package io.github.camelopenrouter.simulator;

/**
 * What is going to be answered.
 *
 * @param ended called, perhaps more than once, before the last bytes of an answer that ends properly
 * @param abandoned called once if the answer does not come to its end, before that can be seen from outside
 * @param call to be ended before its end can be seen from outside
 */
record Plan(Reply reply, Runnable ended, Runnable abandoned, ChatTraffic.Call call) {

    Plan(Reply reply, Runnable abandoned) {
        this(reply, () -> {}, abandoned, ChatTraffic.Call.NONE);
    }

    static Plan of(Reply reply) {
        return new Plan(reply, () -> {});
    }

    Plan counted(ChatTraffic.Call counter) {
        return new Plan(reply, ended, abandoned, counter);
    }

    /** The same for an answer that somebody wants to know the proper end of. */
    Plan then(Runnable bill) {
        return new Plan(reply, bill, abandoned, call);
    }

    /** About to write the last bytes, which may be all that a client waits for. */
    void ending() {
        switch (reply.ending()) {
            case PROPER -> {
                ended.run();
                call.answered();
            }
            case RESET, CLOSE -> call.broken();
            case HANG -> {
                return; // there is no end, unless the client leaves
            }
        }
    }

    void abandon() {
        abandoned.run();
        call.broken();
    }
}
