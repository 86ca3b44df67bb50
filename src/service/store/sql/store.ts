/** The SQL store: the nouns over one database, and where that database lives. */
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Refusal } from '../../../core/index.js'
import type { Reads, Store, Transaction } from '../store.js'
import { directoryHouseOver } from './directory-house.js'
import { SqlDirectoryDecisions } from './directory-log.js'
import { SqlActivations } from './activations.js'
import { SqlAdministrators } from './administrators.js'
import { SqlConnectionRequests } from './connection-requests.js'
import { SqlConnections } from './connections.js'
import { SqlConnectionTests } from './connection-tests.js'
import { SqlDomains } from './domains.js'
import { SqlAttempts, SqlChanges } from './events.js'
import { SqlGroups } from './groups.js'
import { SqlOidcConnections } from './oidc-connections.js'
import { SqlOrganizations } from './organizations.js'
import { SqlPeople } from './people.js'
import type { Runner } from './runner.js'
import { SqlSamlConnections } from './saml-connections.js'
import { SqlMetadataReadings } from './metadata-readings.js'
import { SqlSamlKeys } from './saml-keys.js'
import { SqlLogoutRequests, SqlSamlSessions } from './saml-sessions.js'
import { SqlSecrets } from './secrets.js'
import { SqlSessions } from './sessions.js'
import { SqlSpaces } from './spaces.js'
import { SqlAuthnRequests, SqlSpentAssertions } from './spending.js'
import { Sqlite } from './sqlite.js'
import { SqlSsoPolicies } from './sso-policies.js'
import { removeTexts } from './texts.js'
import { SqlUsers } from './users.js'

/** How long a spent request stays known, so that a replay is told from an unknown request. */
const spentRequestsKept = 24 * 60 * 60 * 1000

async function removeExpired(sql: Runner, now: Date, attemptsBefore: Date): Promise<void> {
  const time = now.getTime()
  const requestsBefore = time - spentRequestsKept
  await sql.run('DELETE FROM authn_requests WHERE expires_at <= ?', requestsBefore)
  await sql.run('DELETE FROM spent_assertions WHERE expires_at <= ?', time)
  await sql.run('DELETE FROM logout_requests WHERE expires_at <= ?', time)
  await sql.run('DELETE FROM sessions WHERE expires_at <= ?', time)
  await sql.run('DELETE FROM attempts WHERE at < ?', attemptsBefore.getTime())
  await removeTexts(sql, attemptsBefore)
  await new SqlConnectionTests(sql).removeBefore(attemptsBefore)
  await new SqlDirectoryDecisions(sql).removeBefore(attemptsBefore)
}

// Name by name: a spread among so many would cost every transaction ten kilobytes of hidden classes.
const transactionOver = (sql: Runner, house = directoryHouseOver(sql)): Transaction => ({
  directories: house.directories,
  directoryTokens: house.directoryTokens,
  directoryUsers: house.directoryUsers,
  directoryGroups: house.directoryGroups,
  directoryRequests: house.directoryRequests,
  directoryDecisions: house.directoryDecisions,
  endSessionsOf: (person) => house.endSessionsOf(person),
  retraceSessionsOf: (person, lines) => house.retraceSessionsOf(person, lines),
  attempt: (work) => house.attempt(work),
  organizations: new SqlOrganizations(sql),
  groups: new SqlGroups(sql),
  spaces: new SqlSpaces(sql),
  connectionRequests: new SqlConnectionRequests(sql),
  people: new SqlPeople(sql),
  connections: new SqlConnections(sql),
  samlConnections: new SqlSamlConnections(sql),
  oidcConnections: new SqlOidcConnections(sql),
  samlKeys: new SqlSamlKeys(sql),
  samlSessions: new SqlSamlSessions(sql),
  logoutRequests: new SqlLogoutRequests(sql),
  metadataReadings: new SqlMetadataReadings(sql),
  users: new SqlUsers(sql),
  sessions: new SqlSessions(sql),
  authnRequests: new SqlAuthnRequests(sql),
  spentAssertions: new SqlSpentAssertions(sql),
  attempts: new SqlAttempts(sql),
  changes: new SqlChanges(sql),
  connectionTests: new SqlConnectionTests(sql),
  activations: new SqlActivations(sql),
  administrators: new SqlAdministrators(sql),
  domains: new SqlDomains(sql),
  ssoPolicies: new SqlSsoPolicies(sql),
  secrets: new SqlSecrets(sql),
  removeExpired: (now, attemptsBefore) => removeExpired(sql, now, attemptsBefore),
})

function storeOver(database: Sqlite, afterClose: () => void): Store {
  const reads: Reads = transactionOver(database.reads)
  const { organizations, groups, spaces, people, connections, samlConnections, ...others } = reads
  const { users, sessions, authnRequests, attempts, changes } = others
  const { connectionTests, activations, administrators, domains, ssoPolicies } = others
  return {
    ...{ organizations, groups, spaces, people, connections, samlConnections, users },
    ...{ sessions, authnRequests, attempts, changes },
    ...{ connectionTests, activations, administrators, domains, ssoPolicies },
    ...{ directories: reads.directories, directoryTokens: reads.directoryTokens },
    ...{ directoryUsers: reads.directoryUsers, directoryGroups: reads.directoryGroups },
    ...{ secrets: reads.secrets, oidcConnections: reads.oidcConnections },
    samlKeys: reads.samlKeys,
    connectionRequests: reads.connectionRequests,
    samlSessions: reads.samlSessions,
    metadataReadings: reads.metadataReadings,
    ...{ directoryRequests: reads.directoryRequests, directoryDecisions: reads.directoryDecisions },
    transaction: (work) => database.transaction((sql) => work(transactionOver(sql))),
    ping: async () => {
      await database.reads.get('SELECT count(*) FROM migrations')
    },
    close: async () => {
      await database.close()
      afterClose()
    },
  }
}

const notSupported = (url: string): Refusal =>
  new Refusal({
    code: 'database-not-supported',
    owner: 'sp',
    // The URL may hold a password: name its scheme only.
    detail: `MORTISE_DATABASE_URL begins with "${url.split(':')[0]}:"; this version keeps its data in SQLite only`,
    remedy:
      'Unset MORTISE_DATABASE_URL to use the data folder, or set it to file:/path/to/mortise.db.',
  })

/** @throws Refusal `database-not-supported` */
function pathOf(url: string): string {
  if (!url.startsWith('file:') || url.includes('?')) throw notSupported(url)
  return url.startsWith('file://') ? fileURLToPath(url) : resolve(url.slice('file:'.length))
}

/** People's data and sessions are in it: for the service's own account only. SQLite gives -wal and -shm the same mode. */
function reserve(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  closeSync(openSync(path, 'a', 0o600))
  chmodSync(path, 0o600)
}

/**
 * Opens, creating and migrating as needed.
 * @param url - `file:/path`, or `:memory:` for a file in a fresh temporary folder that goes at close
 * @throws Refusal `database-not-supported` or `database-history-unknown`; an Error when the file cannot be used
 */
export async function openStore(url: string): Promise<Store> {
  if (url === ':memory:') {
    const folder = mkdtempSync(join(tmpdir(), 'mortise-'))
    const path = join(folder, 'mortise.db')
    reserve(path)
    return storeOver(await Sqlite.open(path), () => rmSync(folder, { recursive: true }))
  }
  const path = pathOf(url)
  reserve(path)
  return storeOver(await Sqlite.open(path), () => undefined)
}
