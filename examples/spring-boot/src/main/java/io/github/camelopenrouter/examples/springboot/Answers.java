package io.github.camelopenrouter.examples.springboot;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** The answers that are under way. Thread-safe. */
@Component
final class Answers implements DisposableBean {
    /** So soon a page that was closed is noticed, even where the model says nothing. */
    private static final long BEAT_MILLIS = 1_000;

    /**
     * An answer.
     *
     * @param name which its page has given it
     */
    record Key(Browser browser, String name) {}

    private final Map<Key, Answer> underWay = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "answers");
        thread.setDaemon(true);
        return thread;
    });

    Answers() {
        timer.scheduleWithFixedDelay(
                () -> underWay.values().forEach(Answer::beat), BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** False where there is one of that name. */
    boolean add(Key key, Answer answer) {
        return underWay.putIfAbsent(key, answer) == null;
    }

    void remove(Key key, Answer answer) {
        underWay.remove(key, answer);
    }

    /** Does nothing where there is none: it may have ended meanwhile. */
    void stop(Key key) {
        Answer answer = underWay.get(key);
        if (answer != null) {
            answer.stop();
        }
    }

    int count() {
        return underWay.size();
    }

    @Override
    public void destroy() {
        timer.shutdownNow();
    }
}
