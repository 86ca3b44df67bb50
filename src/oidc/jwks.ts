/** The keys an IdP publishes: which one signed a token, and how to learn of a new one within seconds without letting anybody make us ask for ever. */
import { createPublicKey, type KeyObject } from 'node:crypto'
import { refusal } from './faults.js'
import { isObject, type JsonObject, own, textIn, textsIn } from './json.js'
import { type OutgoingFetch, readDocument } from './outgoing.js'

/** What a token says of the key it was signed with. */
export interface KeyHint {
  readonly alg: string
  readonly kid: string | undefined
}

export interface SigningKeys {
  /** @throws Refusal `jwks-…` or `id-token-key-…` */
  keyFor(jwksUri: string, hint: KeyHint): Promise<KeyObject>
}

/** A key withdrawn by the IdP is ours no longer than this. */
const freshMs = 10 * 60 * 1000
/** Questions for keys we do not know; a token with an invented key ID costs its sender one of them. */
const questionsPerMinute = 10
const minuteMs = 60 * 1000
const maxKeys = 100

const kinds: readonly (readonly [RegExp, string, RegExp])[] = [
  [/^(RS|PS)/, 'RSA', /^$/],
  [/^ES256$/, 'EC', /^P-256$/],
  [/^ES384$/, 'EC', /^P-384$/],
  [/^ES512$/, 'EC', /^P-521$/],
]

/** RFC 7517 §4: an encryption key, or one bound to another algorithm, never verifies. `oct` is in no row: a shared secret is no signature. */
function fits(key: JsonObject, alg: string): boolean {
  const [, kty, curve] = kinds.find(([algorithms]) => algorithms.test(alg)) ?? []
  const named = textIn(key, 'alg')
  return (
    textIn(key, 'kty') === kty &&
    curve?.test(textIn(key, 'crv') ?? '') === true &&
    isForSignatures(key) &&
    (named === undefined || named === alg)
  )
}

const isForSignatures = (key: JsonObject): boolean =>
  (textIn(key, 'use') ?? 'sig') === 'sig' &&
  textsIn(key, 'key_ops')?.includes('verify') !== false &&
  textIn(key, 'kty') !== 'oct'

function imported(key: JsonObject): KeyObject {
  const name = `key ${textIn(key, 'kid') ?? 'without ID'}`
  const publicKey = (() => {
    try {
      return createPublicKey({ key, format: 'jwk' })
    } catch {
      throw refusal('jwks-malformed', `${name} cannot be read`)
    }
  })()
  const { modulusLength } = publicKey.asymmetricKeyDetails ?? {}
  if (modulusLength !== undefined && modulusLength < 2048) {
    throw refusal('id-token-key-weak', `${name} has ${modulusLength} bits`)
  }
  return publicKey
}

const idsOf = (keys: readonly JsonObject[]): string =>
  keys.map((key) => textIn(key, 'kid') ?? 'without ID').join(', ') || 'none'

/** The one key that may have signed; undefined when it is not among them. */
function choose(keys: readonly JsonObject[], { alg, kid }: KeyHint): JsonObject | undefined {
  const signing = keys.filter(isForSignatures)
  if (kid === undefined && signing.length > 1) {
    const detail = `the token names no key, the IdP publishes ${idsOf(signing)}`
    throw refusal('id-token-key-id-missing', detail)
  }
  const named = kid === undefined ? signing : signing.filter((key) => textIn(key, 'kid') === kid)
  const [found, ...others] = named.filter((key) => fits(key, alg))
  if (others.length > 0) {
    throw refusal('id-token-key-ambiguous', `several keys are called ${JSON.stringify(kid)}`)
  }
  return found
}

/** @throws Refusal `jwks-malformed` */
export function keysIn(document: JsonObject, url: string): readonly JsonObject[] {
  const keys = own(document, 'keys')
  if (!Array.isArray(keys)) throw refusal('jwks-malformed', `${url}: expected a list of keys`)
  if (keys.length > maxKeys) throw refusal('jwks-malformed', `${url}: ${keys.length} keys`)
  return keys.filter(isObject)
}

/** As an administrator compares it with the IdP's console. */
export interface PublishedKey {
  readonly keyId: string | undefined
  readonly kind: string | undefined
}

export const publishedKeysIn = (keys: readonly JsonObject[]): readonly PublishedKey[] =>
  keys
    .filter(isForSignatures)
    .map((key) => ({ keyId: textIn(key, 'kid'), kind: textIn(key, 'kty') }))

/** What is remembered of one IdP. */
interface Shelf {
  keys: readonly JsonObject[]
  readAt: number
  flight: Promise<void> | undefined
  asked: readonly number[]
}

interface KeyEffects {
  readonly fetch: OutgoingFetch
  readonly now: () => Date
}

async function read(shelf: Shelf, url: string, { fetch, now }: KeyEffects): Promise<void> {
  const begun = now().getTime()
  const document = await readDocument(fetch, {
    url,
    unreachable: 'jwks-unreachable',
    malformed: 'jwks-malformed',
  })
  shelf.keys = keysIn(document, url)
  // The keys are as old as the question, not as the answer.
  shelf.readAt = begun
}

type Asked = 'asked' | 'joined' | 'refused'

/** True at most so often a minute. */
function mayAsk(shelf: Shelf, now: number): boolean {
  shelf.asked = shelf.asked.filter((at) => now - at < minuteMs)
  if (shelf.asked.length >= questionsPerMinute) return false
  shelf.asked = [...shelf.asked, now]
  return true
}

/** One question at a time for each IdP: whoever comes meanwhile waits for the same answer. */
async function question(shelf: Shelf, url: string, effects: KeyEffects): Promise<Asked> {
  const joined = shelf.flight !== undefined
  shelf.flight ??= read(shelf, url, effects).finally(() => (shelf.flight = undefined))
  await shelf.flight
  return joined ? 'joined' : 'asked'
}

async function find(
  shelf: Shelf,
  url: string,
  hint: KeyHint,
  effects: KeyEffects,
): Promise<KeyObject> {
  const now = effects.now().getTime()
  const isFresh = now - shelf.readAt < freshMs
  // Old keys are renewed whoever asks: strangers with invented key IDs must not use up the way for everybody.
  let asked: Asked = isFresh ? 'joined' : await question(shelf, url, effects)
  for (let round = 0; ; round++) {
    const key = choose(shelf.keys, hint)
    if (key) return imported(key)
    // A key may have appeared after the answer we hold, or after the question we joined: so at most two more.
    if (asked !== 'joined' || round === 2) break
    const may = shelf.flight !== undefined || mayAsk(shelf, now)
    asked = may ? await question(shelf, url, effects) : 'refused'
  }
  const why = asked === 'refused' ? '; asked too often this minute to ask again' : ''
  const wanted = `key ${JSON.stringify(hint.kid ?? null)} for ${hint.alg}`
  throw refusal('id-token-key-unknown', `no ${wanted} among ${idsOf(shelf.keys)}${why}`)
}

/** One for the whole service: it remembers keys by their address. */
export function createSigningKeys(effects: KeyEffects): SigningKeys {
  const shelves = new Map<string, Shelf>()
  return {
    async keyFor(jwksUri, hint) {
      const shelf = shelves.get(jwksUri) ?? {
        ...{ keys: [], readAt: -Infinity, flight: undefined, asked: [] },
      }
      shelves.set(jwksUri, shelf)
      return find(shelf, jwksUri, hint, effects)
    },
  }
}
