CREATE TABLE IF NOT EXISTS openrouter_budget (
  account VARCHAR(255) NOT NULL,
  period_start TIMESTAMP WITH TIME ZONE NOT NULL,
  period_end TIMESTAMP WITH TIME ZONE,
  spent DECIMAL(38, 18) NOT NULL,
  reserved DECIMAL(38, 18) NOT NULL,
  PRIMARY KEY (account, period_start)
);
CREATE TABLE IF NOT EXISTS openrouter_reservation (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  account VARCHAR(255) NOT NULL,
  period_start TIMESTAMP WITH TIME ZONE NOT NULL,
  period_end TIMESTAMP WITH TIME ZONE,
  amount DECIMAL(38, 18) NOT NULL,
  key_alias VARCHAR(255),
  generation_id VARCHAR(255),
  held BOOLEAN NOT NULL,
  created TIMESTAMP WITH TIME ZONE NOT NULL
);
CREATE INDEX IF NOT EXISTS openrouter_reservation_created ON openrouter_reservation (created);
