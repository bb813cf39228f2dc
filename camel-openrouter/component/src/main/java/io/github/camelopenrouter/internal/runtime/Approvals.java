package io.github.camelopenrouter.internal.runtime;

import java.security.SecureRandom;

import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;

/** What a component has for calls of tools that wait where its options say nothing: a secret and a memory. Thread-safe. */
public final class Approvals {
    private static final int REMEMBERED = 100_000;

    private final byte[] secret = new byte[32];
    private final IdempotentRepository used = MemoryIdempotentRepository.memoryIdempotentRepository(REMEMBERED);

    Approvals() {
        new SecureRandom().nextBytes(secret);
    }

    /** Known to this process only. */
    public byte[] secret() {
        return secret.clone();
    }

    /** Which have come back, of this process and the last of them only. */
    public IdempotentRepository used() {
        return used;
    }
}
