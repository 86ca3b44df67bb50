/** Spaces, and people's place in their organization: state, roles and spaces given, and the tombstone of who was removed. */
export const people = `
CREATE TABLE spaces (
  organization TEXT NOT NULL REFERENCES organizations (name) ON DELETE CASCADE,
  name TEXT NOT NULL,
  input TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  creation_key TEXT,
  PRIMARY KEY (organization, name)
);

CREATE TABLE people (
  id TEXT PRIMARY KEY,
  organization TEXT NOT NULL REFERENCES organizations (name) ON DELETE CASCADE,
  state TEXT NOT NULL,
  login TEXT NOT NULL,
  user_name TEXT NOT NULL,
  user_name_key TEXT NOT NULL,
  external_id TEXT,
  connection TEXT,
  idp_entity_id TEXT,
  subject TEXT,
  timezone TEXT,
  spaces TEXT NOT NULL,
  roles TEXT,
  account_role TEXT,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  creation_key TEXT
);
CREATE INDEX people_by_login ON people (organization, login);
CREATE INDEX people_by_user_name ON people (organization, user_name_key);
CREATE INDEX people_by_subject ON people (organization, subject);
CREATE INDEX people_by_external_id ON people (organization, external_id);

INSERT INTO people
SELECT u.id, c.organization, 'active', u.login, u.email, lower(u.email), NULL, u.connection, u.idp_entity_id, u.subject,
  NULL, '[]', NULL, NULL, 1, u.created_at, u.created_at, NULL
FROM users u JOIN connections c ON c.name = u.connection;

-- People go with the connection through which they are known; who was removed stays removed.
CREATE TRIGGER people_go_with_their_users AFTER DELETE ON users
BEGIN
  DELETE FROM people WHERE id = OLD.id AND state <> 'removed';
END;
`
