/** What an administrator may read: their organization's, looked up with it in hand. Another's is as good as not there. */
import type { ConnectionBody, SignInAttempt } from '../../admin-api/index.js'
import { connectionBodyOf } from '../admin/connections.js'
import { attemptBodyOf } from '../admin/sign-in-attempts.js'
import { findConnection } from '../connections/connection.js'
import { testBodyOf } from '../connections/test-body.js'
import type { Deps } from '../deps.js'
import type { ConnectionPage } from '../pages/admin/connection.js'
import type { Viewer } from '../pages/admin/frame.js'
import { setupPath } from '../pages/admin/setup.js'
import type { Attempt } from '../store/records.js'

/** More than any organization has. */
const manyConnections = 1000

export async function connectionsOf(
  { store, publicUrl }: Deps,
  { organization }: Viewer,
): Promise<readonly ConnectionBody[]> {
  const names = await store.connections.names({ organization, limit: manyConnections })
  const found = await Promise.all(names.map(({ name }) => findConnection(store, publicUrl(), name)))
  const here = found.filter((it) => it?.organization.name === organization)
  return Promise.all(here.flatMap((it) => (it ? [connectionBodyOf(store, it)] : [])))
}

export interface Asked {
  readonly connection?: string | undefined
  readonly outcome?: Attempt['outcome'] | undefined
  readonly after?: string | undefined
}

const outcomes: readonly Attempt['outcome'][] = [
  'signed-in',
  'refused',
  'test-passed',
  'test-failed',
]

const textIn = (query: Readonly<Record<string, unknown>>, name: string): string | undefined => {
  const value = query[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** What does not exist is not asked for. */
export const askedOf = (query: Readonly<Record<string, unknown>>): Asked => ({
  connection: textIn(query, 'connection'),
  outcome: outcomes.find((it) => it === query['outcome']),
  after: textIn(query, 'after'),
})

export async function attemptsOf(
  { store }: Deps,
  { organization }: Viewer,
  asked: Asked,
  most = 50,
): Promise<{ readonly attempts: readonly SignInAttempt[]; readonly next: string | null }> {
  const found = await store.attempts.list({ ...asked, organization, limit: most + 1 })
  const attempts = found.slice(0, most).map(attemptBodyOf)
  return { attempts, next: found.length > most ? (attempts.at(-1)?.reference ?? null) : null }
}

export async function attemptOf(
  { store }: Deps,
  { organization }: Viewer,
  reference: string,
): Promise<SignInAttempt | undefined> {
  const attempt = await store.attempts.find(reference)
  return attempt?.organization === organization ? attemptBodyOf(attempt) : undefined
}

export async function connectionPageOf(
  deps: Deps,
  viewer: Viewer,
  name: string,
): Promise<ConnectionPage | undefined> {
  const { store, publicUrl, now } = deps
  const connection = await findConnection(store, publicUrl(), name)
  if (connection?.organization.name !== viewer.organization) return undefined
  const { attempts } = await attemptsOf(deps, viewer, { connection: name }, 10)
  const tests = await store.connectionTests.list(name, 10)
  return {
    viewer,
    connection: await connectionBodyOf(store, connection),
    presetTitle: connection.preset.title,
    loginUrl: connection.loginUrl,
    links: [{ title: 'Set it up at the identity provider', href: setupPath(name) }],
    tests: tests.map((test) => testBodyOf(test, now())),
    attempts,
  }
}
