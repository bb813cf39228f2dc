-- For H2 and PostgreSQL. Times are milliseconds since 1970 by the clocks of the JVMs.
CREATE TABLE IF NOT EXISTS openrouter_conversation (
    conversation_key VARCHAR(512) PRIMARY KEY,
    version BIGINT NOT NULL,
    messages TEXT NOT NULL,
    expires BIGINT
);
CREATE INDEX IF NOT EXISTS openrouter_conversation_expires ON openrouter_conversation (expires);
CREATE TABLE IF NOT EXISTS openrouter_conversation_attachment (
    conversation_key VARCHAR(512) NOT NULL,
    hash VARCHAR(64) NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (conversation_key, hash)
);
