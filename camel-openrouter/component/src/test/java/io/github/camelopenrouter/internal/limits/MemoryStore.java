package io.github.camelopenrouter.internal.limits;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.proxy.ClientSideConfig;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AbstractCompareAndSwapBasedProxyManager;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AsyncCompareAndSwapOperation;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.CompareAndSwapOperation;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import io.github.camelopenrouter.OwnThread;

/** A store that several gates share, with the protocol that a real one speaks; may fail, be silent, or have no asynchronous way. */
final class MemoryStore extends AbstractCompareAndSwapBasedProxyManager<String> {
    final Map<String, byte[]> states = new ConcurrentHashMap<>();
    volatile RuntimeException failure;
    volatile boolean silent;
    private final boolean asynchronous;

    MemoryStore(boolean asynchronous, LongSupplier nanoTime) {
        super(ClientSideConfig.getDefault().withClientClock(new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return nanoTime.getAsLong() + 100_000_000_000L;
            }

            @Override
            public boolean isWallClockBased() {
                return true;
            }
        }));
        this.asynchronous = asynchronous;
    }

    private Optional<byte[]> state(String key) {
        if (failure != null) {
            throw failure;
        }
        return Optional.ofNullable(states.get(key));
    }

    private boolean swap(String key, byte[] before, byte[] after) {
        byte[] now = states.compute(
                key,
                (k, known) -> known == null && before == null || known != null && Arrays.equals(known, before)
                        ? after
                        : known);
        return now == after;
    }

    @Override
    protected CompareAndSwapOperation beginCompareAndSwapOperation(String key) {
        return new CompareAndSwapOperation() {
            @Override
            public Optional<byte[]> getStateData(Optional<Long> timeout) {
                return state(key);
            }

            @Override
            public boolean compareAndSwap(
                    byte[] before, byte[] after, RemoteBucketState state, Optional<Long> timeout) {
                return swap(key, before, after);
            }
        };
    }

    @Override
    protected AsyncCompareAndSwapOperation beginAsyncCompareAndSwapOperation(String key) {
        return new AsyncCompareAndSwapOperation() {
            @Override
            public CompletableFuture<Optional<byte[]>> getStateData(Optional<Long> timeout) {
                return silent
                        ? new CompletableFuture<>()
                        : CompletableFuture.supplyAsync(() -> state(key), OwnThread.EACH);
            }

            @Override
            public CompletableFuture<Boolean> compareAndSwap(
                    byte[] before, byte[] after, RemoteBucketState state, Optional<Long> timeout) {
                return CompletableFuture.supplyAsync(() -> swap(key, before, after), OwnThread.EACH);
            }
        };
    }

    @Override
    public boolean isAsyncModeSupported() {
        return asynchronous;
    }

    @Override
    public void removeProxy(String key) {
        states.remove(key);
    }

    @Override
    protected CompletableFuture<Void> removeAsync(String key) {
        states.remove(key);
        return CompletableFuture.completedFuture(null);
    }
}
