/** A session belongs to a user or to an administrator: the index of the other kind need not be written at every sign-in. */
export const leanIndexes = `
DROP INDEX sessions_by_user;
DROP INDEX sessions_by_administrator;
CREATE INDEX sessions_by_user ON sessions (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX sessions_by_administrator ON sessions (administrator_id) WHERE administrator_id IS NOT NULL;
`
