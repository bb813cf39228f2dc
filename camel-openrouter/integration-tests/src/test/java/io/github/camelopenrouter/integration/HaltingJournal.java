package io.github.camelopenrouter.integration;

import java.time.Duration;
import java.util.Optional;

import io.github.camelopenrouter.store.GenerationJournal;

/** A journal that tells the parent how far it is, and halts where the worker is to be killed. */
final class HaltingJournal implements GenerationJournal {
    private final GenerationJournal journal;
    private final Arrangement arrangement;
    private final Checkpoints checkpoints;

    HaltingJournal(GenerationJournal journal, Arrangement arrangement, Checkpoints checkpoints) {
        this.journal = journal;
        this.arrangement = arrangement;
        this.checkpoints = checkpoints;
    }

    /** What the parent hears when the generation of a job is written down. */
    static String noted(Arrangement arrangement) {
        return "noted the generation of " + arrangement;
    }

    @Override
    public Found begin(Claim claim, Duration lease) {
        Found found = journal.begin(claim, lease);
        checkpoints.pass(KillPoint.BEFORE_REQUEST, arrangement);
        return found;
    }

    @Override
    public boolean takeOver(Claim claim, String token, Duration lease) {
        return journal.takeOver(claim, token, lease);
    }

    @Override
    public void answering(Claim claim, String generationId) {
        journal.answering(claim, generationId);
        ParentJvm.tell(noted(arrangement));
    }

    @Override
    public boolean answered(Claim claim, Answer answer) {
        return journal.answered(claim, answer);
    }

    @Override
    public void released(Claim claim) {
        journal.released(claim);
    }

    @Override
    public void unanswered(Claim claim, String generationId) {
        journal.unanswered(claim, generationId);
    }

    @Override
    public void renew(String owner, Duration lease) {
        journal.renew(owner, lease);
    }

    @Override
    public void leave(String owner) {
        journal.leave(owner);
    }

    @Override
    public boolean park(String key, String token) {
        return journal.park(key, token);
    }

    @Override
    public boolean forget(String key) {
        return journal.forget(key);
    }

    @Override
    public Optional<Entry> find(String key) {
        return journal.find(key);
    }

    @Override
    public int purge(Duration unchangedFor) {
        return journal.purge(unchangedFor);
    }
}
