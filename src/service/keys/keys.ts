/** Our SAML keys: generated here, kept encrypted, used by whoever signs a request or opens an assertion. Which may follow which is `rotation.ts`'s business. */
import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { Refusal } from '../../core/index.js'
import { selfSignedCertificate } from '../../saml/index.js'
import type { Deps } from '../deps.js'
import { newReference } from '../sign-in/secrets.js'
import type { SamlKeyRecord } from '../store/records.js'
import type { Reads, Transaction } from '../store/store.js'
import { decrypting, keyIn, published, stateOfNew, type Use } from './rotation.js'

export interface SigningKey {
  readonly privateKey: KeyObject
  /** PEM. */
  readonly certificate: string
}

/** As metadata shows them, PEM. */
export interface PublishedKeys {
  readonly signing: readonly string[]
  readonly encryption: readonly string[]
}

type KeyDeps = Pick<Deps, 'store' | 'now' | 'secrets'>

const uses: readonly Use[] = ['signing', 'encryption']
const day = 24 * 60 * 60 * 1000
/** IdPs that look at it at all refuse an expired certificate: long, and `checks` warns in time. */
const lifetime = 5 * 365 * day

const secretName = (id: string): string => `saml-keys/${id}`

/** A private key in this process's memory, so that a sign-in need not open it again. Bounded; the database is asked first. */
const opened = new Map<string, KeyObject>()
const mostOpened = 1000

interface Generated {
  readonly privateKey: string
  readonly certificate: string
}

async function generate(organization: string, use: Use, at: Date): Promise<Generated> {
  const pair = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const certificate = selfSignedCertificate({
    commonName: `${organization} SAML ${use}`,
    ...pair,
    notBefore: new Date(at.getTime() - day),
    notAfter: new Date(at.getTime() + lifetime),
  })
  const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { privateKey, certificate }
}

async function insert(
  { secrets }: KeyDeps,
  tx: Transaction,
  organization: string,
  use: Use,
  { certificate, privateKey }: Generated,
  at: Date,
): Promise<SamlKeyRecord> {
  const state = stateOfNew(await tx.samlKeys.list(organization), use)
  const activatedAt = state === 'active' ? at : null
  const key: SamlKeyRecord = {
    ...{ id: newReference(), organization, use, state, certificate },
    ...{ createdAt: at, activatedAt, retiredAt: null },
  }
  await secrets.put(tx, secretName(key.id), privateKey)
  await tx.samlKeys.insert(key)
  return key
}

/**
 * A new key, recorded by `also` in the same transaction.
 * @throws Refusal `key-pending` or `secret-key-missing`
 */
export async function createKey(
  deps: KeyDeps,
  organization: string,
  use: Use,
  also: (tx: Transaction, key: SamlKeyRecord) => Promise<void>,
): Promise<SamlKeyRecord> {
  const at = deps.now()
  stateOfNew(await deps.store.samlKeys.list(organization), use)
  const generated = await generate(organization, use, at)
  return deps.store.transaction(async (tx) => {
    const key = await insert(deps, tx, organization, use, generated, at)
    await also(tx, key)
    return key
  })
}

/**
 * The keys of an organization, after making the first ones: whoever asks for its metadata or signs for it needs them.
 * @throws Refusal `secret-key-missing`
 */
export async function ensureKeys(
  deps: KeyDeps,
  organization: string,
): Promise<readonly SamlKeyRecord[]> {
  const held = await deps.store.samlKeys.list(organization)
  const missing = uses.filter((use) => !keyIn(held, use, 'active'))
  if (missing.length === 0) return held
  const at = deps.now()
  const made = await Promise.all(missing.map((use) => generate(organization, use, at)))
  return deps.store.transaction(async (tx) => {
    for (const [index, use] of missing.entries()) {
      const generated = made[index]
      // Another process may have been quicker; its key stands.
      const isMissing = !keyIn(await tx.samlKeys.list(organization), use, 'active')
      if (generated && isMissing) await insert(deps, tx, organization, use, generated, at)
    }
    return tx.samlKeys.list(organization)
  })
}

async function privateKeyOf(
  { secrets }: KeyDeps,
  reads: Pick<Reads, 'secrets'>,
  { id }: SamlKeyRecord,
): Promise<KeyObject> {
  const known = opened.get(id)
  if (known) return known
  const pem = await secrets.find(reads, secretName(id))
  if (pem === undefined) throw new Error(`SAML key ${id} has lost its private half`)
  const key = createPrivateKey(pem)
  if (opened.size >= mostOpened) opened.clear()
  opened.set(id, key)
  return key
}

/** @throws Refusal `secret-key-missing` or `secret-unreadable` */
export async function signingKeyOf(deps: KeyDeps, organization: string): Promise<SigningKey> {
  const key = keyIn(await ensureKeys(deps, organization), 'signing', 'active')
  if (!key) throw new Error(`organization "${organization}" has no signing key`)
  return { privateKey: await privateKeyOf(deps, deps.store, key), certificate: key.certificate }
}

/** Every key that may still open an assertion, newest first. @throws Refusal `secret-unreadable` */
export async function decryptionKeysOf(
  deps: KeyDeps,
  organization: string,
): Promise<readonly KeyObject[]> {
  const keys = decrypting(await deps.store.samlKeys.list(organization))
  return Promise.all(keys.map((key) => privateKeyOf(deps, deps.store, key)))
}

/** A service that cannot keep secrets publishes no keys, and so is sent nothing encrypted. */
export async function publishedKeysOf(deps: KeyDeps, organization: string): Promise<PublishedKeys> {
  try {
    const keys = await ensureKeys(deps, organization)
    return { signing: published(keys, 'signing'), encryption: published(keys, 'encryption') }
  } catch (error) {
    if (!Refusal.is(error) || error.finding.code !== 'secret-key-missing') throw error
    return { signing: [], encryption: [] }
  }
}

/** Its private half is gone from database and memory. */
export async function forget(tx: Transaction, { id }: SamlKeyRecord): Promise<void> {
  await tx.secrets.remove(secretName(id))
  opened.delete(id)
}
