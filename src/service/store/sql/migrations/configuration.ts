/**
 * A mark for each state of what administrators decided: whoever remembers what was read under it need not read it again
 * until it is another. Random, so that a state which was rolled back is never taken for the one that came instead.
 */
const configured = [
  'organizations',
  'spaces',
  'groups',
  'connections',
  'saml_connections',
  'oidc_connections',
  'activations',
  'directories',
  'directory_tokens',
]

const mark = 'lower(hex(randomblob(16)))'

const triggerOn = (table: string, event: string): string => `
CREATE TRIGGER ${table}_${event.toLowerCase()}_reconfigures AFTER ${event} ON ${table}
BEGIN UPDATE configuration SET revision = ${mark}; END;
`

export const configuration = `
CREATE TABLE configuration (revision TEXT NOT NULL);
INSERT INTO configuration VALUES (${mark});
${configured.flatMap((table) => ['INSERT', 'UPDATE', 'DELETE'].map((event) => triggerOn(table, event))).join('')}`
