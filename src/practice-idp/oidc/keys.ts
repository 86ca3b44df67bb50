/** The keys that sign ID tokens, and their rotation on demand. New at every start. */
import { createPublicKey, generateKeyPair, type KeyObject, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'

export interface SigningKey {
  readonly kid: string
  readonly privateKey: KeyObject
}

/** A JSON Web Key with its public half only. */
type PublicJwk = Readonly<Record<string, unknown>>

export interface KeyRing {
  readonly current: () => SigningKey
  /** RFC 7517 §5: what anybody may see. */
  readonly jwks: () => { readonly keys: readonly PublicJwk[] }
  /** Signs with a new key from now on; the old one stays published unless withdrawn. */
  rotate(options: { readonly withdraw: boolean }): Promise<SigningKey>
}

const generate = promisify(generateKeyPair)
const newKid = (): string => randomBytes(8).toString('hex')

async function newKey(): Promise<SigningKey> {
  const { privateKey } = await generate('rsa', { modulusLength: 2048 })
  return { kid: newKid(), privateKey }
}

const published = ({ kid, privateKey }: SigningKey, alg: string): PublicJwk => ({
  ...createPublicKey(privateKey).export({ format: 'jwk' }),
  ...{ kid, alg, use: 'sig' },
})

/** Two keys from the start, as real IdPs have: whoever does not say which one signed has said too little. */
export async function createKeyRing(): Promise<KeyRing> {
  const [first, spare] = await Promise.all([newKey(), generate('ec', { namedCurve: 'P-256' })])
  const other = published({ kid: newKid(), privateKey: spare.privateKey }, 'ES256')
  let keys: readonly [SigningKey, ...SigningKey[]] = [first]
  return {
    current: () => keys[0],
    jwks: () => ({ keys: [...keys.map((key) => published(key, 'RS256')), other] }),
    async rotate({ withdraw }) {
      const key = await newKey()
      keys = withdraw ? [key] : [key, ...keys.slice(0, 3)]
      return key
    },
  }
}
