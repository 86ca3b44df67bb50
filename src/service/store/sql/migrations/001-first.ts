/** The first schema. Times are milliseconds since 1970; what an administrator decided is kept as the JSON core parses. */
export const first = `
CREATE TABLE organizations (
  name TEXT PRIMARY KEY,
  input TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  creation_key TEXT
);

CREATE TABLE groups (
  organization TEXT NOT NULL REFERENCES organizations (name) ON DELETE CASCADE,
  name TEXT NOT NULL,
  input TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  creation_key TEXT,
  PRIMARY KEY (organization, name)
);

CREATE TABLE connections (
  name TEXT PRIMARY KEY,
  organization TEXT NOT NULL REFERENCES organizations (name),
  protocol TEXT NOT NULL,
  disabled_at BIGINT
);
CREATE INDEX connections_by_organization ON connections (organization);

CREATE TABLE saml_connections (
  name TEXT PRIMARY KEY REFERENCES connections (name) ON DELETE CASCADE,
  input TEXT NOT NULL,
  idp TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  creation_key TEXT
);

CREATE TABLE connection_tests (
  id TEXT PRIMARY KEY,
  connection TEXT NOT NULL REFERENCES connections (name) ON DELETE CASCADE,
  config_digest TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  holder_hash TEXT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  outcome TEXT,
  finished_at BIGINT,
  finding TEXT,
  result TEXT
);
CREATE INDEX connection_tests_by_connection ON connection_tests (connection, created_at, id);
CREATE INDEX connection_tests_by_digest ON connection_tests (connection, config_digest, outcome);

CREATE TABLE activations (
  connection TEXT PRIMARY KEY REFERENCES connections (name) ON DELETE CASCADE,
  input TEXT NOT NULL,
  config_digest TEXT NOT NULL,
  idp TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  creation_key TEXT
);

CREATE TABLE administrators (
  id TEXT PRIMARY KEY,
  organization TEXT NOT NULL REFERENCES organizations (name) ON DELETE CASCADE,
  email TEXT NOT NULL UNIQUE,
  input TEXT NOT NULL,
  password_hash TEXT,
  password_set_at BIGINT,
  password_worked_at BIGINT,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  creation_key TEXT
);
CREATE INDEX administrators_by_organization ON administrators (organization, email);

CREATE TABLE domains (
  organization TEXT NOT NULL REFERENCES organizations (name) ON DELETE CASCADE,
  name TEXT NOT NULL,
  input TEXT NOT NULL,
  record_value TEXT NOT NULL,
  verified_at BIGINT,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  creation_key TEXT,
  PRIMARY KEY (organization, name)
);
CREATE UNIQUE INDEX domains_verified ON domains (name) WHERE verified_at IS NOT NULL;

CREATE TABLE sso_policies (
  organization TEXT PRIMARY KEY REFERENCES organizations (name) ON DELETE CASCADE,
  input TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  creation_key TEXT
);

CREATE TABLE users (
  id TEXT PRIMARY KEY,
  connection TEXT NOT NULL REFERENCES connections (name) ON DELETE CASCADE,
  idp_entity_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  login TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_sign_in_at BIGINT NOT NULL,
  UNIQUE (connection, idp_entity_id, subject)
);

CREATE TABLE memberships (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  organization TEXT NOT NULL,
  group_name TEXT NOT NULL,
  PRIMARY KEY (user_id, group_name),
  FOREIGN KEY (organization, group_name) REFERENCES groups (organization, name) ON DELETE CASCADE
);
CREATE INDEX memberships_by_group ON memberships (organization, group_name);

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
  administrator_id TEXT REFERENCES administrators (id) ON DELETE CASCADE,
  trace TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  CHECK ((user_id IS NULL) <> (administrator_id IS NULL))
);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_administrator ON sessions (administrator_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE authn_requests (
  id TEXT PRIMARY KEY,
  connection TEXT NOT NULL REFERENCES connections (name) ON DELETE CASCADE,
  relay_state TEXT,
  browser_hash TEXT,
  test TEXT REFERENCES connection_tests (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  spent_at BIGINT
);
CREATE INDEX authn_requests_by_connection ON authn_requests (connection);
CREATE INDEX authn_requests_by_expiry ON authn_requests (expires_at);

CREATE TABLE spent_assertions (
  idp_entity_id TEXT NOT NULL,
  assertion_id TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (idp_entity_id, assertion_id)
);
CREATE INDEX spent_assertions_by_expiry ON spent_assertions (expires_at);

CREATE TABLE attempts (
  reference TEXT PRIMARY KEY,
  connection TEXT,
  at BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  user_login TEXT,
  finding TEXT,
  trace TEXT NOT NULL
);
CREATE INDEX attempts_by_time ON attempts (at, reference);
CREATE INDEX attempts_by_connection ON attempts (connection, at, reference);

CREATE TABLE changes (
  number INTEGER PRIMARY KEY,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  object TEXT NOT NULL,
  version_before BIGINT,
  version_after BIGINT,
  note TEXT
);
`
