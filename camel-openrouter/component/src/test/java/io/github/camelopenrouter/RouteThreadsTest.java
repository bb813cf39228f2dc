package io.github.camelopenrouter;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ThreadPoolProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RouteThreadsTest {
    private static final int KEPT = 3;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private RouteThreads threads;

    @BeforeEach
    void start() {
        ThreadPoolProfile profile = new ThreadPoolProfile(RouteThreads.POOL);
        profile.setPoolSize(KEPT);
        context.getExecutorServiceManager().registerThreadPoolProfile(profile);
        context.start();
        threads = new RouteThreads(context.getExecutorServiceManager(), this, timer);
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
        threads.close();
        context.stop();
    }

    @Test
    void tasks_that_do_not_wait_are_done_by_the_threads_that_are_kept() throws Exception {
        CountDownLatch looks = new CountDownLatch(1);
        timer.execute(() -> uninterrupted(looks));
        AtomicInteger atATime = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(10_000);

        for (int i = 0; i < 10_000; i++) {
            threads.workers().execute(() -> {
                most.accumulateAndGet(atATime.incrementAndGet(), Math::max);
                atATime.decrementAndGet();
                done.countDown();
            });
        }

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isLessThanOrEqualTo(KEPT);
        looks.countDown();
    }

    @Test
    void a_task_is_done_however_many_others_wait_for_it() throws Exception {
        int many = 500;
        CountDownLatch last = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(many);
        for (int i = 0; i < many; i++) {
            threads.workers().execute(() -> {
                uninterrupted(last);
                done.countDown();
            });
        }

        threads.workers().execute(last::countDown);

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(threads.waiting()).isZero();
    }

    @Test
    void a_task_that_fails_leaves_its_thread_to_the_others() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        for (int i = 0; i < 2 * KEPT; i++) {
            threads.workers().execute(() -> {
                throw new AssertionError("a route failed outside of its error handler");
            });
        }

        threads.workers().execute(done::countDown);

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void what_comes_after_the_end_is_done_by_its_own_thread() {
        threads.close();
        Set<Thread> used = ConcurrentHashMap.newKeySet();

        threads.workers().execute(() -> used.add(Thread.currentThread()));
        threads.readers().execute(() -> used.add(Thread.currentThread()));

        assertThat(used).containsExactly(Thread.currentThread());
        assertThat(threads.held()).isZero();
        assertThat(threads.waiting()).isZero();
    }

    @Test
    void without_a_timer_every_task_gets_a_thread_at_once() throws Exception {
        timer.shutdownNow();
        CountDownLatch all = new CountDownLatch(10 * KEPT);
        CountDownLatch done = new CountDownLatch(10 * KEPT);

        for (int i = 0; i < 10 * KEPT; i++) {
            threads.workers().execute(() -> {
                all.countDown();
                uninterrupted(all);
                done.countDown();
            });
        }

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private static void uninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
