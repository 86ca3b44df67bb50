/** Secrets we must say again, sealed; `key_id` names the key. */
export const secrets = `
CREATE TABLE secrets (
  name TEXT PRIMARY KEY,
  key_id TEXT NOT NULL,
  sealed TEXT NOT NULL
);
`
