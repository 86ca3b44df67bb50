/** Attempts belong to an organization, whose administrators alone may read them. */
export const attempts = `
ALTER TABLE attempts ADD COLUMN organization TEXT;
UPDATE attempts SET organization = (SELECT organization FROM connections WHERE connections.name = attempts.connection);
CREATE INDEX attempts_by_organization ON attempts (organization, at, reference);
`
