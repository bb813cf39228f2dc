-- For H2 and PostgreSQL. Times are milliseconds since 1970 by the clock of the database.
CREATE TABLE IF NOT EXISTS openrouter_journal (
    journal_key VARCHAR(255) PRIMARY KEY,
    request_hash VARCHAR(64) NOT NULL,
    state VARCHAR(8) NOT NULL,
    owner VARCHAR(64),
    token VARCHAR(64) NOT NULL,
    attempts INTEGER NOT NULL,
    lease_until BIGINT NOT NULL,
    begun BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    generation_id VARCHAR(255),
    model VARCHAR(255),
    provider VARCHAR(255),
    cost NUMERIC(60, 30),
    answer TEXT
);
-- Leases are renewed and left by owner
CREATE INDEX IF NOT EXISTS openrouter_journal_owner ON openrouter_journal (owner);
CREATE INDEX IF NOT EXISTS openrouter_journal_changed ON openrouter_journal (changed);
