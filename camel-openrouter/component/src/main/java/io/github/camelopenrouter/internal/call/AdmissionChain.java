package io.github.camelopenrouter.internal.call;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.TransportException;

/** Several admissions, asked one after the other. Where one refuses, the permits of those before it are returned. */
public final class AdmissionChain implements Admission {
    private static final Logger LOG = LoggerFactory.getLogger(AdmissionChain.class);

    private final List<Admission> links;

    private AdmissionChain(List<Admission> links) {
        this.links = links;
    }

    /** All of these, in this order; null for none. */
    public static Admission of(List<Admission> links) {
        return switch (links.size()) {
            case 0 -> null;
            case 1 -> links.get(0);
            default -> new AdmissionChain(List.copyOf(links));
        };
    }

    @Override
    public CompletableFuture<Permit> ask(CallFacts facts) {
        Walk walk = new Walk(facts);
        walk.whenComplete((permit, why) -> {
            if (walk.isCancelled()) {
                walk.withdraw();
            }
        });
        walk.next();
        return walk;
    }

    @Override
    public boolean endsAnywhere() {
        return links.stream().allMatch(Admission::endsAnywhere);
    }

    /** One attempt on its way through the links. */
    private final class Walk extends CompletableFuture<Permit> {
        private final CallFacts facts;
        private final List<Permit> given = new ArrayList<>(links.size());
        private CompletableFuture<Permit> asked;

        Walk(CallFacts facts) {
            this.facts = facts;
        }

        /** Whatever is thrown on the way, the caller hears of it, and the permits that were given are returned. */
        void next() {
            try {
                walk();
            } catch (Throwable e) {
                refused(e);
            }
        }

        private void walk() {
            // a loop and no recursion while links answer at once
            for (int i = given.size(); i < links.size() && !isDone(); i = given.size()) {
                CompletableFuture<Permit> future = ask(links.get(i));
                if (!future.isDone()) {
                    future.whenComplete((permit, why) -> {
                        if (take(permit, why)) {
                            next();
                        }
                    });
                    return;
                }
                Permit permit = null;
                Throwable why = null;
                try {
                    permit = future.getNow(null);
                } catch (CompletionException e) {
                    why = e.getCause();
                } catch (CancellationException e) {
                    why = e;
                }
                if (!take(permit, why)) {
                    return;
                }
            }
            All all = new All(List.copyOf(given));
            if (!complete(all)) {
                all.ended(notSent(null));
            }
        }

        private CompletableFuture<Permit> ask(Admission link) {
            CompletableFuture<Permit> future;
            try {
                future = link.ask(facts);
            } catch (Throwable e) {
                future = CompletableFuture.failedFuture(e);
            }
            synchronized (this) {
                asked = future;
            }
            if (isCancelled()) {
                future.cancel(false);
            }
            return future;
        }

        private boolean take(Permit permit, Throwable why) {
            if (why != null) {
                refused(why);
                return false;
            }
            if (permit == null) {
                refused(new IllegalStateException("a limit gave neither a permit nor a reason"));
                return false;
            }
            given.add(permit);
            return true;
        }

        private void refused(Throwable why) {
            new All(List.copyOf(given)).ended(notSent(why));
            completeExceptionally(why);
        }

        private void withdraw() {
            CompletableFuture<Permit> running;
            synchronized (this) {
                running = asked;
            }
            if (running != null) {
                running.cancel(false);
            }
        }
    }

    private static Result notSent(Throwable why) {
        OpenRouterException failure = why instanceof OpenRouterException known
                ? known
                : new TransportException(
                        ErrorDetails.notSent("OpenRouter: the call was withdrawn, nothing was sent", "cancelled"), why);
        return new Result(null, null, failure);
    }

    /** Ends in the opposite order: what was given last is returned first. */
    private record All(List<Permit> permits) implements Permit {
        @Override
        public void answering(String generationId) {
            for (Permit permit : permits) {
                try {
                    permit.answering(generationId);
                } catch (Throwable e) {
                    LOG.error("A limit, budget or ledger failed at the head of an answer", e);
                }
            }
        }

        @Override
        public void content() {
            for (Permit permit : permits) {
                try {
                    permit.content();
                } catch (Throwable e) {
                    LOG.error("A limit, budget or ledger failed at the first content of an answer", e);
                }
            }
        }

        @Override
        public void ended(Result result) {
            for (int i = permits.size() - 1; i >= 0; i--) {
                try {
                    permits.get(i).ended(result);
                } catch (Throwable e) {
                    // the other permits are given back all the same
                    LOG.error("A limit, budget or ledger failed at the end of a call", e);
                }
            }
        }
    }
}
