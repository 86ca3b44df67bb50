/** The OpenID Connect side of the practice IdP: from a request and a person to an answer. HTTP and pages are for others. */
import type { KeyObject } from 'node:crypto'
import type { Site } from '../identity.js'
import type { Person } from '../people.js'
import type { Clients } from './clients.js'
import type { Grant, Grants } from './grants.js'
import type { Guise } from './guises.js'
import { idTokenFor } from './id-token.js'
import type { KeyRing } from './keys.js'
import type { Fields, OidcMisbehaviour } from './misbehaviours.js'
import type { OidcSignIn } from './request.js'

export interface OidcDeps {
  readonly site: () => Site
  readonly now: () => Date
  readonly clients: Clients
  readonly grants: Grants
  readonly keys: KeyRing
  readonly guise: Guise | undefined
  /** A key that was never published. */
  readonly stranger: () => Promise<KeyObject>
}

/** What the browser carries to the redirect URI. */
export interface OidcAnswer {
  readonly redirectUri: string
  readonly responseMode: 'query' | 'form_post'
  readonly parameters: Fields
}

/** OpenID Connect Discovery §3. */
export const discoveryOf = ({ issuer, oidcUrl }: Site) => ({
  issuer,
  authorization_endpoint: `${oidcUrl}/authorize`,
  token_endpoint: `${oidcUrl}/token`,
  userinfo_endpoint: `${oidcUrl}/userinfo`,
  jwks_uri: `${oidcUrl}/jwks`,
  response_types_supported: ['code', 'id_token'],
  response_modes_supported: ['query', 'form_post'],
  grant_types_supported: ['authorization_code', 'implicit'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
  token_endpoint_auth_methods_supported: [
    'client_secret_basic',
    'client_secret_post',
    'private_key_jwt',
    'none',
  ],
  token_endpoint_auth_signing_alg_values_supported: ['RS256', 'PS256', 'ES256'],
  code_challenge_methods_supported: ['S256'],
  scopes_supported: ['openid', 'email', 'profile', 'groups'],
  claims_supported: ['sub', 'login', 'preferred_username', 'name', 'email', 'groups'],
  authorization_response_iss_parameter_supported: true,
})

export function idTokenOf(
  { person, signIn, misbehaviour, authTime }: Grant,
  accessToken: string | undefined,
  { site, now, keys, stranger, guise }: OidcDeps,
): Promise<string> {
  const { client, nonce } = signIn
  const input = { person, issuer: site().issuer, clientId: client.clientId, nonce, accessToken }
  return idTokenFor(
    { ...input, authTime, now: now(), guise },
    { key: keys.current(), stranger },
    misbehaviour,
  )
}

/** Parameters that are empty are not there. */
const present = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''))

function answer(
  signIn: OidcSignIn,
  fields: Fields,
  { site }: OidcDeps,
  misbehaviour: OidcMisbehaviour | undefined,
): OidcAnswer {
  const { redirectUri, responseMode, state = '' } = signIn
  const good = { ...fields, state, iss: site().issuer }
  const { callback = (it: Fields) => it } = misbehaviour ?? {}
  return { redirectUri, responseMode, parameters: present(callback(good)) }
}

/** prompt=none: nobody is ever signed in here beforehand. */
export const answerNobody = (signIn: OidcSignIn, deps: OidcDeps): OidcAnswer =>
  answer(signIn, { error: 'login_required' }, deps, undefined)

export async function answerSignIn(
  signIn: OidcSignIn,
  person: Person,
  misbehaviour: OidcMisbehaviour | undefined,
  deps: OidcDeps,
): Promise<OidcAnswer> {
  if (misbehaviour?.error !== undefined) {
    const description = `The practice IdP was asked to answer ${misbehaviour.error}.`
    const fields = { error: misbehaviour.error, error_description: description }
    return answer(signIn, fields, deps, misbehaviour)
  }
  const grant: Grant = { person, signIn, misbehaviour, authTime: deps.now() }
  const fields: Fields =
    signIn.responseType === 'code'
      ? { code: deps.grants.issueCode(grant) }
      : { id_token: await idTokenOf(grant, undefined, deps) }
  return answer(signIn, fields, deps, misbehaviour)
}

/** Where the browser goes with an answer by query. */
export function locationOf({ redirectUri, parameters }: OidcAnswer): string {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.append(name, value)
  return url.href
}
