/** Our SAML keys of an organization. The private half is in `secrets`, and goes with its row. */
export const samlKeys = `
CREATE TABLE saml_keys (
  id TEXT PRIMARY KEY,
  organization TEXT NOT NULL REFERENCES organizations (name) ON DELETE CASCADE,
  use TEXT NOT NULL,
  state TEXT NOT NULL,
  certificate TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  activated_at BIGINT,
  retired_at BIGINT
);
CREATE INDEX saml_keys_by_organization ON saml_keys (organization, created_at);
CREATE UNIQUE INDEX saml_keys_in_use ON saml_keys (organization, use, state) WHERE state IN ('active', 'next');

CREATE TRIGGER saml_keys_take_their_secrets AFTER DELETE ON saml_keys
BEGIN
  DELETE FROM secrets WHERE name = 'saml-keys/' || OLD.id;
END;
`
