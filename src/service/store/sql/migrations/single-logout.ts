/** As whom, and in which session of its own, the IdP knows a session of ours; and what we asked it to end. */
export const singleLogout = `
CREATE TABLE saml_sessions (
  token_hash TEXT PRIMARY KEY REFERENCES sessions (token_hash) ON DELETE CASCADE,
  connection TEXT NOT NULL,
  idp_entity_id TEXT NOT NULL,
  name_id TEXT NOT NULL,
  name_id_format TEXT NOT NULL,
  name_qualifier TEXT,
  sp_name_qualifier TEXT,
  session_index TEXT
);
CREATE INDEX saml_sessions_by_name ON saml_sessions (connection, idp_entity_id, name_id);

CREATE TABLE logout_requests (
  id TEXT PRIMARY KEY,
  connection TEXT NOT NULL REFERENCES connections (name) ON DELETE CASCADE,
  expires_at BIGINT NOT NULL
);
CREATE INDEX logout_requests_by_expiry ON logout_requests (expires_at);
`
