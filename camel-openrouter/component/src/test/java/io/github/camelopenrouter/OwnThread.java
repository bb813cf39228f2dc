package io.github.camelopenrouter;

import java.util.concurrent.Executor;

/**
 * A thread for each task. The common pool has a single one on two processors, which is too few for tasks that wait for each other.
 */
public enum OwnThread implements Executor {
    EACH;

    @Override
    public void execute(Runnable task) {
        new Thread(task, "own-thread").start();
    }
}
