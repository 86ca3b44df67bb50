/** Attempts belong to an organization, whose administrators alone may read them, and tell what was sent. */
export const attempts = `
ALTER TABLE attempts ADD COLUMN organization TEXT;
ALTER TABLE attempts ADD COLUMN claims TEXT;
UPDATE attempts SET organization = (SELECT organization FROM connections WHERE connections.name = attempts.connection);
CREATE INDEX attempts_by_organization ON attempts (organization, at, reference);
`
