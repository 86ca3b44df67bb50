/** Directories: what SCIM clients keep here. `comparable` is the twin every filter can ask (`src/scim/README.md`); the columns beside it are indexed. */
export const directories = `
CREATE TABLE directories (
  name TEXT PRIMARY KEY,
  organization TEXT NOT NULL REFERENCES organizations (name),
  input TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  creation_key TEXT
);
CREATE INDEX directories_by_organization ON directories (organization);

CREATE TABLE directory_tokens (
  directory TEXT NOT NULL REFERENCES directories (name) ON DELETE CASCADE,
  name TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  permissions TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  last_used_at BIGINT,
  creation_key TEXT,
  PRIMARY KEY (directory, name)
);

CREATE TABLE directory_users (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  directory TEXT NOT NULL REFERENCES directories (name) ON DELETE CASCADE,
  id TEXT NOT NULL UNIQUE,
  is_deleted INTEGER NOT NULL,
  user_name TEXT NOT NULL,
  external_id TEXT,
  display_name TEXT,
  active INTEGER NOT NULL,
  state TEXT NOT NULL,
  user_id TEXT REFERENCES users (id) ON DELETE SET NULL,
  subject TEXT,
  resource TEXT NOT NULL,
  comparable TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX directory_users_by_name ON directory_users (directory, user_name) WHERE is_deleted = 0;
CREATE INDEX directory_users_by_any_name ON directory_users (directory, user_name);
CREATE INDEX directory_users_in_order ON directory_users (directory, is_deleted, position);
CREATE INDEX directory_users_by_external_id ON directory_users (directory, external_id);
CREATE INDEX directory_users_by_user ON directory_users (user_id);
CREATE INDEX directory_users_by_subject ON directory_users (directory, subject);
CREATE INDEX directory_users_by_activity ON directory_users (directory, is_deleted, active);
CREATE INDEX directory_users_by_change ON directory_users (directory, updated_at);

CREATE TABLE directory_emails (
  directory TEXT NOT NULL,
  value TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES directory_users (id) ON DELETE CASCADE,
  PRIMARY KEY (directory, value, user_id)
) WITHOUT ROWID;
CREATE INDEX directory_emails_by_user ON directory_emails (user_id);

CREATE TABLE directory_groups (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  directory TEXT NOT NULL REFERENCES directories (name) ON DELETE CASCADE,
  id TEXT NOT NULL UNIQUE,
  external_id TEXT,
  display_name TEXT,
  resource TEXT NOT NULL,
  comparable TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX directory_groups_in_order ON directory_groups (directory, position);
CREATE INDEX directory_groups_by_name ON directory_groups (directory, display_name);
CREATE INDEX directory_groups_by_external_id ON directory_groups (directory, external_id);
CREATE INDEX directory_groups_by_change ON directory_groups (directory, updated_at);

CREATE TABLE directory_members (
  group_id TEXT NOT NULL REFERENCES directory_groups (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES directory_users (id) ON DELETE CASCADE,
  PRIMARY KEY (group_id, user_id)
) WITHOUT ROWID;
CREATE INDEX directory_members_by_user ON directory_members (user_id, group_id);

CREATE TABLE directory_requests (
  number INTEGER PRIMARY KEY,
  directory TEXT NOT NULL REFERENCES directories (name) ON DELETE CASCADE,
  at BIGINT NOT NULL,
  entry TEXT NOT NULL
);
CREATE INDEX directory_requests_by_directory ON directory_requests (directory, number);
CREATE INDEX directory_requests_by_time ON directory_requests (at);
`
