/**
 * Reasons and claims once each, named by the rows of sessions and attempts; and those rows, with whatever else a sign-in
 * writes under a key of its own, in the tree of that key alone; and a mark for each state of an organization's groups.
 * Fewer pages are written and fewer rows read at each sign-in.
 */
export const texts = `
CREATE TABLE texts (
  digest TEXT PRIMARY KEY,
  used_at BIGINT NOT NULL,
  text TEXT NOT NULL
);
INSERT INTO texts SELECT 'reasons of ' || reference, at, trace FROM attempts;
INSERT INTO texts SELECT 'claims of ' || reference, at, claims FROM attempts WHERE claims IS NOT NULL;
INSERT INTO texts SELECT 'reasons of session ' || token_hash, 0, trace FROM sessions;

CREATE TABLE sessions_2 (
  token_hash TEXT PRIMARY KEY,
  user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
  administrator_id TEXT REFERENCES administrators (id) ON DELETE CASCADE,
  trace TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  CHECK ((user_id IS NULL) <> (administrator_id IS NULL))
) WITHOUT ROWID;
INSERT INTO sessions_2
SELECT token_hash, user_id, administrator_id, 'reasons of session ' || token_hash, created_at, last_seen_at, expires_at
FROM sessions;

CREATE TABLE saml_sessions_2 (
  token_hash TEXT PRIMARY KEY REFERENCES sessions_2 (token_hash) ON DELETE CASCADE,
  connection TEXT NOT NULL,
  idp_entity_id TEXT NOT NULL,
  name_id TEXT NOT NULL,
  name_id_format TEXT NOT NULL,
  name_qualifier TEXT,
  sp_name_qualifier TEXT,
  session_index TEXT
) WITHOUT ROWID;
INSERT INTO saml_sessions_2
SELECT token_hash, connection, idp_entity_id, name_id, name_id_format, name_qualifier, sp_name_qualifier, session_index
FROM saml_sessions;

CREATE TABLE spent_assertions_2 (
  idp_entity_id TEXT NOT NULL,
  assertion_id TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (idp_entity_id, assertion_id)
) WITHOUT ROWID;
INSERT INTO spent_assertions_2 SELECT idp_entity_id, assertion_id, expires_at FROM spent_assertions;

DROP TABLE saml_sessions;
DROP TABLE sessions;
DROP TABLE spent_assertions;
ALTER TABLE sessions_2 RENAME TO sessions;
ALTER TABLE saml_sessions_2 RENAME TO saml_sessions;
ALTER TABLE spent_assertions_2 RENAME TO spent_assertions;
CREATE INDEX sessions_by_user ON sessions (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX sessions_by_administrator ON sessions (administrator_id) WHERE administrator_id IS NOT NULL;
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
CREATE INDEX saml_sessions_by_name ON saml_sessions (connection, idp_entity_id, name_id);
CREATE INDEX spent_assertions_by_expiry ON spent_assertions (expires_at);

CREATE TABLE group_revisions (
  organization TEXT PRIMARY KEY,
  revision TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO group_revisions SELECT DISTINCT organization, hex(randomblob(16)) FROM groups WHERE true
ON CONFLICT DO NOTHING;
CREATE TRIGGER groups_come AFTER INSERT ON groups
BEGIN REPLACE INTO group_revisions VALUES (NEW.organization, hex(randomblob(16))); END;
CREATE TRIGGER groups_change AFTER UPDATE ON groups
BEGIN REPLACE INTO group_revisions VALUES (NEW.organization, hex(randomblob(16))); END;
CREATE TRIGGER groups_go AFTER DELETE ON groups
BEGIN REPLACE INTO group_revisions VALUES (OLD.organization, hex(randomblob(16))); END;

UPDATE attempts SET trace = 'reasons of ' || reference,
  claims = CASE WHEN claims IS NULL THEN NULL ELSE 'claims of ' || reference END;
`
