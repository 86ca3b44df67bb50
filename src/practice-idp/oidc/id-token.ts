/** The ID token about one person, drafted as data and signed once. */
import { createHash, createHmac, createPublicKey, type KeyObject, sign } from 'node:crypto'
import type { Person } from '../people.js'
import { claimsAbout, type Guise } from './guises.js'
import type { SigningKey } from './keys.js'
import type { Draft, OidcMisbehaviour, TokenSigner } from './misbehaviours.js'

export interface IdTokenInput {
  readonly person: Person
  readonly issuer: string
  readonly clientId: string
  readonly nonce: string | undefined
  readonly accessToken: string | undefined
  readonly authTime: Date
  readonly now: Date
  readonly guise: Guise | undefined
}

const lifetimeSeconds = 5 * 60
const seconds = (instant: Date): number => Math.floor(instant.getTime() / 1000)

/** Core §3.1.3.6: the left half of the hash. */
const halfHash = (value: string): string =>
  createHash('sha256').update(value).digest().subarray(0, 16).toString('base64url')

const claimsOf = (input: IdTokenInput): Draft['claims'] => ({
  iss: input.issuer,
  aud: input.clientId,
  iat: seconds(input.now),
  exp: seconds(input.now) + lifetimeSeconds,
  auth_time: seconds(input.authTime),
  nonce: input.nonce,
  at_hash: input.accessToken === undefined ? undefined : halfHash(input.accessToken),
  ...claimsAbout(input.person, input.guise),
})

interface Keys {
  readonly key: SigningKey
  /** A key that was never published. */
  readonly stranger: () => Promise<KeyObject>
}

/** jose would refuse to make most of what a misbehaviour is: so the three parts are put together here. */
async function signatureOf(text: string, signer: TokenSigner, keys: Keys): Promise<string> {
  const rs256 = (key: KeyObject) => sign('sha256', Buffer.from(text), key).toString('base64url')
  switch (signer) {
    case 'idp':
      return rs256(keys.key.privateKey)
    case 'stranger':
      return rs256(await keys.stranger())
    case 'nobody':
      return ''
    case 'public-key-as-secret': {
      const pem = createPublicKey(keys.key.privateKey).export({ type: 'spki', format: 'pem' })
      return createHmac('sha256', pem).update(text).digest('base64url')
    }
  }
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const asItIs = <T>(value: T): T => value

export async function idTokenFor(
  input: IdTokenInput,
  keys: Keys,
  misbehaviour: OidcMisbehaviour | undefined,
): Promise<string> {
  const { draft = asItIs, signed = asItIs, signer = 'idp' } = misbehaviour ?? {}
  const { header, claims } = draft({
    header: { alg: 'RS256', typ: 'JWT', kid: keys.key.kid },
    claims: claimsOf(input),
  })
  const text = `${encoded(header)}.${encoded(claims)}`
  return signed(`${text}.${await signatureOf(text, signer, keys)}`)
}
