/** Discovery documents read anew once a day: endpoints and algorithms of an IdP change rarely, and without telling anybody. */
import type { Logger } from 'pino'
import { Refusal, type OidcIdpFacts } from '../../core/index.js'
import { recordChange } from '../admin/changes.js'
import { nextVersion } from '../admin/conditions.js'
import type { Deps } from '../deps.js'
import { readOidcIdp, sameOidcIdp } from './oidc-idp.js'
import type { OidcConnectionRecord } from '../store/records.js'

type Asking = Pick<Deps, 'store' | 'now' | 'oidc'>

const day = 24 * 60 * 60 * 1000

/** Who changed it, for the record of changes: nobody's token. */
const actor = 'discovery'

/**
 * What the issuer says of itself is taken, as at every sign-in its keys are: whoever answers for that issuer by https
 * could sign people in anyway. It is a change like any other, so the evidence of the test goes stale, visibly.
 */
async function take(
  { store }: Asking,
  read: OidcConnectionRecord,
  idp: OidcIdpFacts,
  at: Date,
): Promise<'same' | 'changed' | 'overtaken'> {
  return store.transaction(async (tx) => {
    const current = await tx.oidcConnections.find(read.name)
    if (current?.version !== read.version) return 'overtaken'
    if (sameOidcIdp(current.idp, idp)) {
      await tx.oidcConnections.recordReading(read.name, at)
      return 'same'
    }
    const record = { ...current, idp, ...nextVersion(current, at) }
    if (!(await tx.oidcConnections.replace(record))) return 'overtaken'
    const versions = { before: current.version, after: record.version }
    const note = 'the IdP describes itself differently'
    await recordChange(tx, { actor, at }, `oidc-connections/${read.name}`, versions, note)
    return 'changed'
  })
}

async function refreshOne(deps: Asking, log: Logger, connection: string): Promise<void> {
  const read = await deps.store.oidcConnections.find(connection)
  if (!read) return
  try {
    const idp = await readOidcIdp(deps.oidc, read.input)
    const outcome = await take(deps, read, idp, deps.now())
    if (outcome === 'changed') log.warn({ connection }, 'the IdP describes itself differently')
  } catch (error) {
    if (!Refusal.is(error)) throw error
    log.warn({ connection, code: error.finding.code }, 'discovery document not read')
  }
}

/** One after the other: there is no hurry. What cannot be read stays as it was last read. */
export async function refreshDiscovery(deps: Asking, log: Logger): Promise<void> {
  const before = new Date(deps.now().getTime() - day)
  for (const name of await deps.store.oidcConnections.readBefore(before)) {
    await refreshOne(deps, log, name)
  }
}
