/** Enabling and disabling a connection. Enabled is what was tested as it is; or what somebody answers for, giving a reason. */
import type { ActivationBody, ActivationInput } from '../../admin-api/index.js'
import { checkReady, Refusal } from '../../core/index.js'
import { provenCircumstances } from '../connections/circumstances.js'
import { getConnection, type Connection } from '../connections/connection.js'
import { isProven, readLife, statusOf } from '../connections/standing.js'
import type { Deps } from '../deps.js'
import type { ActivationRecord } from '../store/records.js'
import type { Reads, Transaction } from '../store/store.js'
import { notFound, removed, versioned, type Answer, type Call, type Handlers } from './answers.js'
import { recordChange } from './changes.js'
import { checkVersion, firstVersion, nextVersion, planPut } from './conditions.js'
import { checkConnectionSpared } from './spared.js'

type ActivationHandlers = Pick<Handlers, 'getActivation' | 'putActivation' | 'deleteActivation'>
type Put = Call<'putActivation'>

const titled = (name: string): string => `activation of connection "${name}"`
const pathOf = (name: string): string => `connections/${name}/activation`

async function bodyOf(
  reads: Reads,
  connection: Connection,
  record: ActivationRecord,
): Promise<ActivationBody> {
  const { name, digest } = connection
  const facts = await readLife(reads, connection)
  const evidenceDigest = isProven(facts) ? digest : record.configDigest
  const test = await reads.connectionTests.lastPassed(name, evidenceDigest)
  return {
    connection: name,
    ...record.input,
    configDigest: digest,
    evidenceDigest,
    testedAt: test?.finishedAt?.toISOString() ?? null,
    status: statusOf(facts),
    version: record.version,
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  }
}

const untested = ({ name, preset }: Connection): Refusal =>
  new Refusal({
    code: 'test-missing',
    owner: 'caller',
    detail: `no test of connection "${name}" as it is configured now has passed`,
    remedy: `Make a test (POST /admin/v1/connections/${name}/tests), open its URL and sign in; or override, saying why.`,
    source: preset.activation.test.source,
  })

/** An override excuses the missing test and nothing else: not the vendor's leave, not the way in without the IdP. */
async function checkMayCarry(
  tx: Transaction,
  connection: Connection,
  { override }: ActivationInput,
): Promise<void> {
  const { name, digest, organization, preset } = connection
  const proof = await tx.connectionTests.lastPassed(name, digest)
  if (!proof && override === null) throw untested(connection)
  checkReady('connection', preset, await provenCircumstances(tx, organization))
}

async function write(
  tx: Transaction,
  connection: Connection,
  existing: ActivationRecord | undefined,
  { body: input, condition, actor }: Put,
  at: Date,
): Promise<ActivationRecord> {
  const { name, digest, idp } = connection
  const managed = existing ? nextVersion(existing, at) : firstVersion(at, condition)
  const record = { connection: name, input, configDigest: digest, idp, ...managed }
  const written = existing ? tx.activations.replace(record) : tx.activations.insert(record)
  if (!(await written)) throw new Error('replaced under our hands')
  const versions = { before: existing?.version ?? null, after: record.version }
  await recordChange(tx, { actor, at }, pathOf(name), versions, input.override?.reason ?? null)
  return record
}

async function put(deps: Deps, call: Put): Promise<Answer<'putActivation'>> {
  const { name } = call.params
  const at = deps.now()
  return deps.store.transaction(async (tx) => {
    const connection = await getConnection(tx, deps.publicUrl(), name)
    const existing = await tx.activations.find(name)
    const plan = planPut(titled(name), existing, call.body, call.condition)
    // Kept as it is only if it is still about this configuration: otherwise it must be found good anew.
    if (existing && plan !== 'replace' && isProven(await readLife(tx, connection))) {
      return versioned(await bodyOf(tx, connection, existing), plan === 'repeat' ? 201 : 200)
    }
    await checkMayCarry(tx, connection, call.body)
    const record = await write(tx, connection, existing, call, at)
    return versioned(await bodyOf(tx, connection, record), existing ? 200 : 201)
  })
}

export function activationHandlers(deps: Deps): ActivationHandlers {
  const { store, now, publicUrl } = deps
  return {
    getActivation: async ({ params: { name } }) => {
      const connection = await getConnection(store, publicUrl(), name)
      const record = await store.activations.find(name)
      if (!record) throw notFound(titled(name))
      return versioned(await bodyOf(store, connection, record))
    },

    putActivation: (call) => put(deps, call),

    deleteActivation: async ({ params: { name }, condition, actor }) =>
      store.transaction(async (tx) => {
        const { organization } = await getConnection(tx, publicUrl(), name)
        const existing = await tx.activations.find(name)
        if (!existing) throw notFound(titled(name))
        checkVersion(titled(name), existing, condition)
        await checkConnectionSpared(tx, publicUrl(), organization.name, name)
        const at = now()
        await tx.activations.remove(name, at)
        await tx.sessions.removeOfConnection(name)
        const versions = { before: existing.version, after: null }
        await recordChange(tx, { actor, at }, pathOf(name), versions)
        return removed
      }),
  }
}
