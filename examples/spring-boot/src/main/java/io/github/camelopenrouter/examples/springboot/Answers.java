package io.github.camelopenrouter.examples.springboot;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.AsyncContext;

import org.apache.camel.Exchange;
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

    /** An answer to the page that sent a request. */
    Answer begin(Key key, AsyncContext page, Exchange asked) throws IOException {
        Answer[] itself = new Answer[1];
        Answer answer = new Answer(page, asked, () -> underWay.remove(key, itself[0]));
        itself[0] = answer;
        underWay.put(key, answer);
        answer.open();
        return answer;
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
