/** S61: the same name may stand in several spaces of an organization. No space is the empty text: NULLs are never equal in a key. */
export const groupsInSpaces = `
CREATE TABLE groups_in_spaces (
  organization TEXT NOT NULL REFERENCES organizations (name) ON DELETE CASCADE,
  space TEXT NOT NULL,
  name TEXT NOT NULL,
  input TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  creation_key TEXT,
  PRIMARY KEY (organization, space, name)
);
INSERT INTO groups_in_spaces
SELECT organization, COALESCE(json_extract(input, '$.space'), ''), name, input, version, created_at, updated_at, creation_key
FROM groups;

CREATE TABLE memberships_in_spaces (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  organization TEXT NOT NULL,
  space TEXT NOT NULL,
  group_name TEXT NOT NULL,
  PRIMARY KEY (user_id, space, group_name),
  FOREIGN KEY (organization, space, group_name) REFERENCES groups_in_spaces (organization, space, name) ON DELETE CASCADE
);
INSERT INTO memberships_in_spaces
SELECT m.user_id, m.organization, g.space, m.group_name
FROM memberships m JOIN groups_in_spaces g ON g.organization = m.organization AND g.name = m.group_name;

DROP TABLE memberships;
DROP TABLE groups;
ALTER TABLE groups_in_spaces RENAME TO groups;
ALTER TABLE memberships_in_spaces RENAME TO memberships;
CREATE INDEX memberships_by_group ON memberships (organization, space, group_name);
`
