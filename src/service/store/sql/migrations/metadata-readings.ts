/** When each IdP's metadata is read again, how the last readings went, and what waits for approval. */
export const metadataReadings = `
CREATE TABLE metadata_readings (
  connection TEXT PRIMARY KEY REFERENCES saml_connections (name) ON DELETE CASCADE,
  next_at BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  read_at BIGINT,
  finding TEXT,
  held TEXT,
  rejected_digest TEXT
);
CREATE INDEX metadata_readings_by_time ON metadata_readings (next_at);
`
