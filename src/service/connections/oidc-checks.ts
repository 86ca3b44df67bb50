/** What can be checked of an OpenID Connect connection without a person: the IdP's documents and keys, our redirect URI there, our secret there. Nothing is changed. */
import type { ConnectionCheck } from '../../admin-api/index.js'
import { Refusal, usesSecret, type OidcIdpFacts } from '../../core/index.js'
import { probeClient, probeRedirectUri, publishedKeys } from '../../oidc/index.js'
import type { Deps } from '../deps.js'
import type { OidcTrust } from '../sign-in/oidc/trust.js'
import { check, failedBy } from './check-row.js'
import { clientOf } from './oidc-client.js'
import { configurationOf, readOidcIdp } from './oidc-idp.js'

/** A refusal is a check that failed; anything else is a bug and stays one. */
async function checked(
  code: string,
  work: () => Promise<readonly ConnectionCheck[]>,
): Promise<readonly ConnectionCheck[]> {
  try {
    return await work()
  } catch (error) {
    if (!Refusal.is(error)) throw error
    return [failedBy(code, error.finding)]
  }
}

const endpoints = [
  'authorizationEndpoint',
  'tokenEndpoint',
  'jwksUri',
  'userInfoEndpoint',
] as const satisfies readonly (keyof OidcIdpFacts)[]

function endpointsAgree(registered: OidcIdpFacts, now: OidcIdpFacts): ConnectionCheck {
  const code = 'endpoints-agree'
  const moved = endpoints.filter((name) => registered[name] !== now[name])
  if (moved.length === 0) return check(code, 'held', 'endpoints: as registered')
  const told = moved.map((name) => `${name}: "${registered[name]}" is now "${now[name]}"`)
  return check(
    code,
    'failed',
    told.join('; '),
    'If the change is the IdP’s own, apply the connection again: the discovery document is then read anew.',
  )
}

/** `discovery-readable` and `issuer-agrees` part here: a document that speaks for another issuer was read well enough. */
const discoveryChecks = ({ oidc }: Deps, { connection: { input, idp } }: OidcTrust) =>
  checked('discovery-readable', async () => {
    const readable = check('discovery-readable', 'held', `${idp.issuer} describes itself`)
    try {
      const now = await readOidcIdp(oidc, input)
      const agrees = check('issuer-agrees', 'held', `issuer: ${now.issuer}, as registered`)
      return [readable, agrees, endpointsAgree(idp, now)]
    } catch (error) {
      const isOther = Refusal.is(error) && error.finding.code === 'discovery-issuer-mismatch'
      if (!isOther) throw error
      return [readable, failedBy('issuer-agrees', error.finding)]
    }
  })

const keyChecks = ({ oidc }: Deps, { connection: { idp } }: OidcTrust) =>
  checked('keys-readable', async () => {
    const code = 'keys-readable'
    const keys = await publishedKeys(idp.jwksUri, oidc)
    const told = keys.map(({ keyId = 'without ID', kind = '' }) => `${keyId} (${kind})`).join(', ')
    return keys.length > 0
      ? [check(code, 'held', `the IdP publishes ${keys.length} signing keys: ${told}`)]
      : [check(code, 'failed', 'the IdP publishes no signing key', 'Let the IdP publish its keys.')]
  })

/** S20, T71: the commonest fault at the IdP's side, and one that shows only in somebody's browser. */
const redirectChecks = ({ oidc }: Deps, { connection, endpoints: { redirectUri } }: OidcTrust) =>
  checked('redirect-uri-registered', async () => {
    const code = 'redirect-uri-registered'
    const { clientId, responseType, responseMode, scopes } = connection.input
    const flow = responseType === 'code' ? 'code' : 'id-token'
    const idp = configurationOf(connection.idp)
    const asked = { idp, clientId, redirectUri, flow, responseMode, scopes } as const
    const { outcome, status } = await probeRedirectUri(asked, oidc)
    const remedy = `Register ${redirectUri} to the letter (Okta: Sign-in redirect URIs; Entra: Authentication > Redirect URIs, platform Web), and compare the client ID.`
    if (outcome === 'sent-back')
      return [check(code, 'held', `the IdP sends back to ${redirectUri}`)]
    if (outcome === 'refused') {
      return [check(code, 'failed', `asked for ${redirectUri}, the IdP answered ${status}`, remedy)]
    }
    return [check(code, 'warned', `the IdP answered ${status} and did not say`, remedy)]
  })

function secretCheck({ connection: { input, secret } }: OidcTrust): ConnectionCheck {
  const code = 'client-secret-present'
  const { clientAuthentication: method } = input
  if (!usesSecret(method)) return check(code, 'skipped', `${method} uses no client secret`)
  return secret
    ? check(code, 'held', `there is one, of ${secret.setAt.toISOString()}`)
    : check(code, 'failed', 'there is none', 'Give clientSecret.')
}

const clientChecks = (
  { store, secrets, oidc }: Deps,
  { connection, endpoints: { redirectUri } }: OidcTrust,
) =>
  checked('client-accepted', async () => {
    const code = 'client-accepted'
    if (connection.input.responseType === 'id_token') {
      return [check(code, 'skipped', 'the token endpoint is not asked with responseType id_token')]
    }
    const client = await clientOf(store, secrets, connection)
    const idp = configurationOf(connection.idp)
    const finding = await probeClient({ idp, client, redirectUri }, oidc)
    return finding
      ? [failedBy(code, finding)]
      : [check(code, 'held', `the token endpoint takes us for ${client.clientId}`)]
  })

export async function oidcConnectionChecks(
  deps: Deps,
  trust: OidcTrust,
): Promise<readonly ConnectionCheck[]> {
  const [discovery, keys, redirect, client] = await Promise.all([
    discoveryChecks(deps, trust),
    keyChecks(deps, trust),
    redirectChecks(deps, trust),
    clientChecks(deps, trust),
  ])
  return [...discovery, ...keys, ...redirect, secretCheck(trust), ...client]
}
