package io.github.camelopenrouter.internal.runtime;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultThreadPoolFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
    void a_task_that_throws_what_it_does_not_declare_leaves_its_thread_to_the_others() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        for (int i = 0; i < 4 * KEPT; i++) {
            threads.workers().execute(() -> RouteThreadsTest.<RuntimeException>raise(new IOException("of a bean")));
        }

        threads.workers().execute(done::countDown);

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        await().until(() -> threads.held() == 0);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void raise(Throwable fault) throws E {
        throw (E) fault;
    }

    @Test
    void an_interrupt_of_one_task_does_not_reach_the_next() throws Exception {
        AtomicInteger interrupted = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(200);
        for (int i = 0; i < 200; i++) {
            threads.workers().execute(() -> {
                if (Thread.currentThread().isInterrupted()) {
                    interrupted.incrementAndGet();
                }
                Thread.currentThread().interrupt();
                done.countDown();
            });
        }

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(interrupted).hasValue(0);
    }

    @Test
    void a_task_of_a_held_pool_that_can_make_no_thread_is_done_later_and_not_by_the_timer() throws Exception {
        AtomicBoolean none = new AtomicBoolean();
        AtomicInteger refused = new AtomicInteger();
        context.getExecutorServiceManager().setThreadPoolFactory(new DefaultThreadPoolFactory() {
            @Override
            public ExecutorService newThreadPool(ThreadPoolProfile profile, ThreadFactory factory) {
                return super.newThreadPool(profile, task -> {
                    if (none.get()) {
                        refused.incrementAndGet();
                        throw new OutOfMemoryError("unable to create native thread, says the test");
                    }
                    return factory.newThread(task);
                });
            }
        });
        RouteThreads own = new RouteThreads(context.getExecutorServiceManager(), this, timer);
        CountDownLatch holding = new CountDownLatch(KEPT);
        CountDownLatch release = new CountDownLatch(1);
        for (int i = 0; i < KEPT; i++) {
            own.workers().execute(() -> {
                holding.countDown();
                uninterrupted(release);
            });
        }
        assertThat(holding.await(20, TimeUnit.SECONDS)).isTrue();
        none.set(true);
        CompletableFuture<Thread> used = new CompletableFuture<>();

        own.workers().execute(() -> used.complete(Thread.currentThread()));

        await().until(() -> refused.get() > 2);
        assertThat(used).isNotDone();
        none.set(false);
        Thread timers = timer.submit(Thread::currentThread).get(20, TimeUnit.SECONDS);
        assertThat(used.get(20, TimeUnit.SECONDS)).isNotSameAs(timers);
        release.countDown();
        own.close();
    }

    @Test
    void what_comes_after_the_end_is_done_while_all_that_serve_are_held() throws Exception {
        CountDownLatch holding = new CountDownLatch(2 * KEPT);
        CountDownLatch release = new CountDownLatch(1);
        for (int i = 0; i < 2 * KEPT; i++) {
            threads.workers().execute(() -> {
                holding.countDown();
                uninterrupted(release);
            });
        }
        assertThat(holding.await(20, TimeUnit.SECONDS)).isTrue();
        CountDownLatch looks = new CountDownLatch(1);
        timer.execute(() -> uninterrupted(looks));
        CountDownLatch before = new CountDownLatch(1);
        threads.workers().execute(before::countDown);
        timer.shutdownNow();
        threads.close();
        CountDownLatch after = new CountDownLatch(1);
        assertThat(before.await(20, TimeUnit.SECONDS)).isTrue();
        await().until(() -> threads.held() == 2 * KEPT);

        threads.workers().execute(after::countDown);

        assertThat(after.await(20, TimeUnit.SECONDS)).isTrue();
        release.countDown();
    }

    @Test
    void the_thread_of_a_route_does_not_keep_that_route_from_its_next_call() throws Exception {
        ThreadPoolProfile one = new ThreadPoolProfile(RouteThreads.POOL);
        one.setPoolSize(1);
        one.setMaxPoolSize(1);
        context.getExecutorServiceManager().registerThreadPoolProfile(one);
        RouteThreads own = new RouteThreads(context.getExecutorServiceManager(), this, timer);
        CompletableFuture<Boolean> here = new CompletableFuture<>();
        CountDownLatch seen = new CountDownLatch(1);
        own.workers().execute(() -> uninterrupted(seen));
        await().until(() -> own.held() == 1);
        assertThat(own.full()).isFalse();

        own.workers().execute(() -> {
            here.complete(own.full());
            uninterrupted(seen);
        });

        assertThat(here.get(20, TimeUnit.SECONDS)).isFalse();
        assertThat(own.full()).isTrue();
        assertThat(own.most()).isEqualTo(2);
        seen.countDown();
        own.close();
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
