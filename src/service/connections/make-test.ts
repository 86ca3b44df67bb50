/** Makes a connection test: a URL to open once, in a browser, within ten minutes. */
import { recordChange } from '../admin/changes.js'
import type { Deps } from '../deps.js'
import { requestLifetime } from '../sign-in/begin.js'
import { hashOf, newReference, newToken } from '../sign-in/secrets.js'
import { testUrl } from '../sign-in/tests.js'
import type { ConnectionTest } from '../store/records.js'
import { getConnection, type Connection } from './connection.js'

const newTest = (connection: Connection, token: string, at: Date): ConnectionTest => ({
  id: newReference(),
  connection: connection.name,
  configDigest: connection.digest,
  tokenHash: hashOf(token),
  holderHash: null,
  createdAt: at,
  expiresAt: new Date(at.getTime() + requestLifetime),
  ...{ outcome: null, finishedAt: null, finding: null, result: null },
})

/**
 * @param actor - who asks, for the record of changes
 * @returns the test, and its URL, which is told only now
 * @throws Refusal `not-found`
 */
export async function makeTest(
  { store, now, publicUrl }: Deps,
  name: string,
  actor: string,
): Promise<{ readonly test: ConnectionTest; readonly url: string }> {
  const token = newToken()
  const at = now()
  return store.transaction(async (tx) => {
    const test = newTest(await getConnection(tx, publicUrl(), name), token, at)
    await tx.connectionTests.insert(test)
    const versions = { before: null, after: 1 }
    await recordChange(tx, { actor, at }, `connections/${name}/tests/${test.id}`, versions)
    return { test, url: testUrl(publicUrl(), token) }
  })
}
