/** Who we are at the IdP of a connection, with the secret that proves it: said only to `src/oidc`, kept sealed. */
import { generateKeyPair, randomBytes, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { Refusal } from '../../core/index.js'
import type { OidcClient } from '../../oidc/index.js'
import type { Secrets } from '../secrets/secrets.js'
import type { OidcConnectionRecord, PublicClientKey } from '../store/records.js'
import type { Reads } from '../store/store.js'

/** Names under which the secrets of a connection are sealed. */
export const clientSecretName = (connection: string): string =>
  `oidc-connections/${connection}/client-secret`
export const clientKeyName = (connection: string): string =>
  `oidc-connections/${connection}/client-key`

/** Of the key that is to follow. */
export const nextClientKeyName = (connection: string): string => `${clientKeyName(connection)}-next`

/** What the IdP must believe: the key in use, the one to come, and the one before. */
export const publishedJwks = (
  keys: OidcConnectionRecord['clientKey'],
): readonly PublicClientKey['publicJwk'][] =>
  keys ? [keys, keys.next, keys.old].flatMap((key) => (key ? [key.publicJwk] : [])) : []

const generate = promisify(generateKeyPair)

export interface ClientKey {
  readonly public: PublicClientKey
  /** PEM, PKCS #8. */
  readonly privateKey: string
}

/** RFC 7517: the public half alone, told to be for signatures by this algorithm only. */
function publicJwkOf(privateKey: KeyObject, keyId: string): Readonly<Record<string, string>> {
  const { n = '', e = '', kty = '' } = privateKey.export({ format: 'jwk' })
  return { kty, n, e, kid: keyId, use: 'sig', alg: 'RS256' }
}

export async function newClientKey(): Promise<ClientKey> {
  const { privateKey } = await generate('rsa', { modulusLength: 2048 })
  const keyId = randomBytes(8).toString('hex')
  return {
    public: { keyId, publicJwk: publicJwkOf(privateKey, keyId) },
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

const missing = (connection: string, what: string): Refusal =>
  new Refusal({
    code: 'client-secret-missing',
    owner: 'sp',
    detail: `connection "${connection}" has no ${what} to prove itself with`,
    remedy: 'Give clientSecret (mortise_oidc_connection: client_secret_wo, with a new version).',
    path: 'clientSecret',
  })

/** @throws Refusal `client-secret-missing`, `secret-unreadable` or `secret-key-missing` */
export async function clientOf(
  reads: Pick<Reads, 'secrets'>,
  secrets: Secrets,
  { name, input, clientKey }: OidcConnectionRecord,
): Promise<OidcClient> {
  const { clientId, clientAuthentication: method } = input
  if (method === 'none') return { clientId, authentication: { method } }
  if (method === 'private_key_jwt') {
    const privateKey = await secrets.find(reads, clientKeyName(name))
    if (privateKey === undefined || !clientKey) throw missing(name, 'key')
    return { clientId, authentication: { method, privateKey, keyId: clientKey.keyId } }
  }
  const clientSecret = await secrets.find(reads, clientSecretName(name))
  if (clientSecret === undefined) throw missing(name, 'client secret')
  return { clientId, authentication: { method, clientSecret } }
}
