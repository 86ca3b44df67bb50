/** OpenID Connect: its connections; what a request must remember, sealed; and what an IdP said, beside each attempt. */
export const oidc = `
CREATE TABLE oidc_connections (
  name TEXT PRIMARY KEY REFERENCES connections (name) ON DELETE CASCADE,
  input TEXT NOT NULL,
  idp TEXT NOT NULL,
  secret TEXT,
  client_key TEXT,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  creation_key TEXT
);

ALTER TABLE authn_requests ADD COLUMN sealed TEXT;

ALTER TABLE attempts ADD COLUMN claims TEXT;
`
