/** The keys by which an OpenID Connect connection proves who we are, as the admin API manages them: listed, made, activated, retired. */
import type { ClientKeyBody } from '../../admin-api/index.js'
import { Refusal } from '../../core/index.js'
import { clientKeyName, newClientKey, nextClientKeyName } from '../connections/oidc-client.js'
import type { Deps } from '../deps.js'
import { untilKnown } from '../keys/rotation.js'
import type { ClientKeys, OidcConnectionRecord, PublicClientKey } from '../store/records.js'
import type { Reads, Transaction } from '../store/store.js'
import { notFound, ok, removed, type Call, type Handlers } from './answers.js'
import { recordChange } from './changes.js'

type KeyHandlers = Pick<
  Handlers,
  'listClientKeys' | 'createClientKey' | 'activateClientKey' | 'retireClientKey'
>
type Actor = Call<'createClientKey'>['actor']

const refuse = (code: string, detail: string, remedy: string): Refusal =>
  new Refusal({ code, owner: 'caller', detail, remedy, source: 'OpenID Connect Core §10.1.1' })

const knownFrom = ({ createdAt }: PublicClientKey): Date | undefined =>
  createdAt === undefined ? undefined : new Date(Date.parse(createdAt) + untilKnown)

function bodyOf(
  connection: string,
  key: PublicClientKey,
  state: ClientKeyBody['state'],
): ClientKeyBody {
  const { keyId: id, publicJwk, createdAt = null } = key
  const known = knownFrom(key)?.toISOString() ?? null
  return { ...{ connection, id, state, createdAt }, publicJwk: { ...publicJwk }, knownFrom: known }
}

interface Keyed {
  readonly record: OidcConnectionRecord
  readonly keys: ClientKeys
}

async function keysOf(
  { oidcConnections }: Pick<Reads, 'oidcConnections'>,
  name: string,
): Promise<Keyed> {
  const record = await oidcConnections.find(name)
  if (!record) throw notFound(`OpenID Connect connection "${name}"`)
  if (record.clientKey) return { record, keys: record.clientKey }
  throw refuse(
    'client-key-unused',
    `connection "${name}" proves itself by ${record.input.clientAuthentication}`,
    'Let it use private_key_jwt (clientAuthentication); it has a key then.',
  )
}

async function write(
  tx: Transaction,
  { record }: Keyed,
  clientKey: ClientKeys,
  { at, actor, note }: { readonly at: Date; readonly actor: Actor; readonly note: string },
): Promise<void> {
  const { name, version } = record
  const after = { ...record, clientKey, version: version + 1, updatedAt: at }
  if (!(await tx.oidcConnections.replace(after))) throw new Error('replaced under our hands')
  const versions = { before: version, after: version + 1 }
  await recordChange(tx, { actor, at }, `oidc-connections/${name}`, versions, note)
}

function checkNext({ next }: ClientKeys, id: string, now: Date, early: boolean): PublicClientKey {
  if (next?.keyId !== id) {
    throw refuse(
      'client-key-not-next',
      `client key "${id}" does not wait to be activated`,
      'Create a new key, and activate that.',
    )
  }
  const known = knownFrom(next)
  if (early || !known || known <= now) return next
  throw refuse(
    'key-published-too-recently',
    `client key "${id}" stands in our JWKS since ${next.createdAt ?? 'then'}; the IdP may not have read it yet`,
    `Activate it after ${known.toISOString()}, or say early if the IdP has it already.`,
  )
}

/** @throws Refusal `client-key-active` or `not-found` */
function without(keys: ClientKeys, id: string): ClientKeys {
  const { next, old, ...active } = keys
  if (active.keyId === id) {
    const remedy = 'Create the next key and activate it first.'
    throw refuse('client-key-active', `client key "${id}" is in use`, remedy)
  }
  if (next?.keyId !== id && old?.keyId !== id) throw notFound(`client key "${id}"`)
  return {
    ...active,
    ...(next && next.keyId !== id && { next }),
    ...(old && old.keyId !== id && { old }),
  }
}

export function clientKeyHandlers(deps: Deps): KeyHandlers {
  const { store, now, secrets } = deps
  return {
    listClientKeys: async ({ params: { name } }) => {
      const { keys } = await keysOf(store, name)
      const { next, old } = keys
      const items = [
        bodyOf(name, keys, 'active'),
        ...(next ? [bodyOf(name, next, 'next')] : []),
        ...(old ? [bodyOf(name, old, 'old')] : []),
      ]
      return ok({ items })
    },

    createClientKey: async ({ params: { name }, actor }) => {
      await keysOf(store, name)
      const made = await newClientKey()
      return store.transaction(async (tx) => {
        const at = now()
        const keyed = await keysOf(tx, name)
        if (keyed.keys.next) {
          const detail = `client key "${keyed.keys.next.keyId}" waits to be activated`
          throw refuse('key-pending', detail, 'Activate or retire it before another is made.')
        }
        const next = { ...made.public, createdAt: at.toISOString() }
        await secrets.put(tx, nextClientKeyName(name), made.privateKey)
        await write(tx, keyed, { ...keyed.keys, next }, { at, actor, note: 'next client key made' })
        return { status: 201, body: bodyOf(name, next, 'next') }
      })
    },

    activateClientKey: async ({ params: { name, id }, body: { early }, actor }) =>
      store.transaction(async (tx) => {
        const at = now()
        const keyed = await keysOf(tx, name)
        const next = checkNext(keyed.keys, id, at, early)
        const privateKey = await secrets.find(tx, nextClientKeyName(name))
        if (privateKey === undefined) throw new Error(`client key ${id} has lost its private half`)
        const { keyId, publicJwk, createdAt } = keyed.keys
        await secrets.put(tx, clientKeyName(name), privateKey)
        await tx.secrets.remove(nextClientKeyName(name))
        const note = early ? 'next client key activated early' : 'next client key activated'
        await write(
          tx,
          keyed,
          { ...next, old: { keyId, publicJwk, createdAt } },
          { at, actor, note },
        )
        return ok(bodyOf(name, next, 'active'))
      }),

    retireClientKey: async ({ params: { name, id }, actor }) =>
      store.transaction(async (tx) => {
        const keyed = await keysOf(tx, name)
        const left = without(keyed.keys, id)
        if (!left.next) await tx.secrets.remove(nextClientKeyName(name))
        await write(tx, keyed, left, { at: now(), actor, note: 'client key retired' })
        return removed
      }),
  }
}
