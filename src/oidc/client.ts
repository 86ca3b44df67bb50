/** Who we are at the IdP: client ID, and how we prove it to the token endpoint. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { SignJWT } from 'jose'
import { type ClientAuth, ClientSecretBasic, ClientSecretPost, None } from 'openid-client'
import type { IdpConfiguration } from './discovery.js'
import { refusal } from './faults.js'

export type ClientAuthentication =
  /** A public client: PKCE alone ties the code to us. */
  | { readonly method: 'none' }
  | { readonly method: 'client_secret_basic'; readonly clientSecret: string }
  | { readonly method: 'client_secret_post'; readonly clientSecret: string }
  | {
      readonly method: 'private_key_jwt'
      /** PEM, PKCS #8. */
      readonly privateKey: string
      /** @default 'RS256' */
      readonly algorithm?: 'RS256' | 'PS256' | 'ES256'
      /** The name the IdP knows the public key by (Okta: KID). */
      readonly keyId?: string
      /** PEM; its thumbprint is how Entra finds the key (Certificates & secrets > Certificates). */
      readonly certificate?: string
      /** Whom the assertion is for. @default - 'token-endpoint' for Okta, which knows no other; else 'issuer' */
      readonly audience?: 'issuer' | 'token-endpoint'
    }

export interface OidcClient {
  readonly clientId: string
  readonly authentication: ClientAuthentication
}

/** Bytes nobody can guess: `randomBytes` of node:crypto, or what a test gives. */
export type Randomness = (bytes: number) => Uint8Array

export const randomText = (random: Randomness): string =>
  Buffer.from(random(32)).toString('base64url')

type PrivateKeyJwt = Extract<ClientAuthentication, { readonly method: 'private_key_jwt' }>

function privateKeyOf(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch {
    // Never the cause: its message may quote the key.
    throw refusal('client-key-malformed', 'the private key of the client cannot be read')
  }
}

const thumbprint = (certificate: string): string =>
  Buffer.from(new X509Certificate(certificate).fingerprint256.replaceAll(':', ''), 'hex').toString(
    'base64url',
  )

interface AssertionInput {
  readonly clientId: string
  readonly idp: IdpConfiguration
  readonly now: Date
  readonly random: Randomness
}

/** RFC 7523 §3, Core §9: once only, and for a minute. */
async function clientAssertion(key: PrivateKeyJwt, input: AssertionInput): Promise<string> {
  const { clientId, idp, now, random } = input
  const { algorithm = 'RS256', keyId, certificate } = key
  const { audience = idp.idpKind === 'okta' ? 'token-endpoint' : 'issuer' } = key
  const seconds = Math.floor(now.getTime() / 1000)
  const jwt = new SignJWT({ jti: randomText(random) })
    .setProtectedHeader({
      alg: algorithm,
      typ: 'JWT',
      ...(keyId === undefined ? {} : { kid: keyId }),
      ...(certificate === undefined ? {} : { 'x5t#S256': thumbprint(certificate) }),
    })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience === 'issuer' ? idp.issuer : idp.tokenEndpoint)
    .setIssuedAt(seconds)
    .setNotBefore(seconds)
    .setExpirationTime(seconds + 60)
  const privateKey = privateKeyOf(key.privateKey)
  return jwt.sign(privateKey).catch(() => {
    throw refusal('client-key-malformed', `the private key does not fit ${algorithm}`)
  })
}

/** openid-client has its own private_key_jwt, which reads the system's clock; here the clock is an argument. */
export async function clientAuthOf(
  { clientId, authentication }: OidcClient,
  input: Omit<AssertionInput, 'clientId'>,
): Promise<ClientAuth> {
  switch (authentication.method) {
    case 'none':
      return None()
    case 'client_secret_basic':
      return ClientSecretBasic(authentication.clientSecret)
    case 'client_secret_post':
      return ClientSecretPost(authentication.clientSecret)
    case 'private_key_jwt': {
      const assertion = await clientAssertion(authentication, { ...input, clientId })
      return (_as, _client, body) => {
        body.set('client_id', clientId)
        body.set('client_assertion', assertion)
        body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
      }
    }
  }
}
