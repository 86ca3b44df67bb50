/** How a connection stands: draft, tested, enabled, stale, suspended or disabled; and whether it carries sign-ins. */
import type { ConnectionLife, Evidence } from '../../admin-api/index.js'
import type { ActivationRecord, ConnectionTest } from '../store/records.js'
import type { Reads } from '../store/store.js'
import type { Connection } from './connection.js'

/** What is known of a connection's life. */
export interface LifeFacts {
  readonly digest: string
  /** Entity ID or issuer of now. */
  readonly idp: string
  readonly activation: ActivationRecord | undefined
  readonly disabledAt: Date | null
  /** The newest passed test of this very configuration. */
  readonly proof: ConnectionTest | undefined
  /** The newest passed test of any. */
  readonly lastPassed: ConnectionTest | undefined
}

/** Found good as it is: by a test, or excused by the override it was enabled with. */
export const isProven = ({ proof, activation, digest }: LifeFacts): boolean =>
  proof !== undefined || activation?.configDigest === digest

/** Pure. */
export function statusOf(facts: LifeFacts): ConnectionLife['status'] {
  const { activation, disabledAt, proof, idp } = facts
  if (!activation) {
    if (disabledAt !== null) return 'disabled'
    return proof ? 'tested' : 'draft'
  }
  if (isProven(facts)) return 'enabled'
  // Evidence about one IdP says nothing about another: until it is tested, nobody enters through it.
  return activation.idp === idp ? 'stale' : 'suspended'
}

export const carriesSignIns = (status: ConnectionLife['status']): boolean =>
  status === 'enabled' || status === 'stale'

function evidenceOf({ proof, lastPassed, digest }: LifeFacts): Evidence | null {
  const test = proof ?? lastPassed
  if (!test?.finishedAt) return null
  return {
    test: test.id,
    configDigest: test.configDigest,
    testedAt: test.finishedAt.toISOString(),
    current: test.configDigest === digest,
  }
}

export async function readLife(
  { activations, connectionTests }: Reads,
  { name, digest, idp }: Pick<Connection, 'name' | 'digest' | 'idp'>,
): Promise<LifeFacts> {
  return {
    digest,
    idp,
    activation: await activations.find(name),
    disabledAt: await activations.disabledAt(name),
    proof: await connectionTests.lastPassed(name, digest),
    lastPassed: await connectionTests.lastPassed(name),
  }
}

/** As the connection's body tells it. */
export async function lifeOf(
  reads: Reads,
  connection: Pick<Connection, 'name' | 'digest' | 'idp'>,
): Promise<ConnectionLife> {
  const facts = await readLife(reads, connection)
  return { configDigest: facts.digest, status: statusOf(facts), evidence: evidenceOf(facts) }
}

/** May a sign-in go through it now? The digest is asked for only where the IdP has changed. */
export async function isOpen(
  reads: Reads,
  name: string,
  idp: string,
  read: () => Pick<Connection, 'name' | 'digest' | 'idp'>,
): Promise<boolean> {
  const activation = await reads.activations.find(name)
  if (!activation) return false
  if (activation.idp === idp) return true
  return carriesSignIns(statusOf(await readLife(reads, read())))
}
