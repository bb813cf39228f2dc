package io.github.camelopenrouter.integration.fuzz;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.github.camelopenrouter.store.GenerationJournal;

/** A journal whose rows were written by somebody else, some of them badly. Its keys are the numbers of cases. */
final class FuzzJournal implements GenerationJournal {
    private final long seed;
    private final Book book;
    private final Map<String, Integer> begun = new ConcurrentHashMap<>();

    FuzzJournal(long seed, Book book) {
        this.seed = seed;
        this.book = book;
    }

    @Override
    public Found begin(Claim claim, Duration lease) {
        Case call = Case.of(seed, Long.parseLong(claim.key()));
        int times = begun.merge(claim.key(), 1, Integer::sum);
        int kind = new Dice(seed, call.number(), -5).below(100);
        if (kind < 50 || times > 1) {
            return new Begun();
        }
        if (kind < 90) {
            Act row = call.row();
            book.met(call, row);
            return new Answered(new String(row.bytes(), StandardCharsets.UTF_8));
        }
        if (kind < 95) {
            return new Busy(Duration.ofMillis(1));
        }
        return new Unanswered(kind < 98 ? call.generationId(9) : null, 1, "token");
    }

    @Override
    public boolean takeOver(Claim claim, String token, Duration lease) {
        return true;
    }

    @Override
    public void answering(Claim claim, String generationId) {}

    @Override
    public boolean answered(Claim claim, Answer answer) {
        return true;
    }

    @Override
    public void released(Claim claim) {}

    @Override
    public void unanswered(Claim claim, String generationId) {}

    @Override
    public void renew(String owner, Duration lease) {}

    @Override
    public void leave(String owner) {}

    @Override
    public boolean park(String key, String token) {
        return true;
    }

    @Override
    public boolean forget(String key) {
        return true;
    }

    @Override
    public Optional<Entry> find(String key) {
        return Optional.empty();
    }

    @Override
    public int purge(Duration unchangedFor) {
        return 0;
    }
}
