/** Connections asked for and not yet there (T06). */
export const connectionRequests = `
CREATE TABLE connection_requests (
  organization TEXT NOT NULL REFERENCES organizations (name) ON DELETE CASCADE,
  name TEXT NOT NULL,
  input TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  creation_key TEXT,
  PRIMARY KEY (organization, name)
);
`
