/** The IdP of an OpenID Connect connection: from what an administrator typed to what its discovery document says, and between how we keep it and how `src/oidc` has it. */
import { isDeepStrictEqual } from 'node:util'
import {
  mismatch,
  oidcIdpChoice,
  Refusal,
  type OidcConnectionInput,
  type OidcIdpChoice,
  type OidcIdpFacts,
} from '../../core/index.js'
import {
  authorizationRequest,
  connectOptions,
  discover,
  type IdpChoice,
  type IdpConfiguration,
} from '../../oidc/index.js'
import type { OidcEffects } from '../sign-in/oidc/effects.js'

/** As the house wants it: absent is absent there, null here. */
export function configurationOf({ readAt: _, ...facts }: OidcIdpFacts): IdpConfiguration {
  const entries = Object.entries(facts).filter(([, value]) => value !== null)
  // Only the optional ones are ever null.
  return Object.fromEntries(entries) as unknown as IdpConfiguration
}

export const idpFactsOf = (idp: IdpConfiguration, readAt: Date): OidcIdpFacts => ({
  ...{ issuer: idp.issuer, idpKind: idp.idpKind },
  ...{ tenantId: idp.tenantId ?? null, hostedDomain: idp.hostedDomain ?? null },
  ...{ authorizationEndpoint: idp.authorizationEndpoint, tokenEndpoint: idp.tokenEndpoint },
  ...{ jwksUri: idp.jwksUri, userInfoEndpoint: idp.userInfoEndpoint ?? null },
  ...{ endSessionEndpoint: idp.endSessionEndpoint ?? null, algorithms: idp.algorithms },
  ...{ responseTypes: idp.responseTypes ?? null, responseModes: idp.responseModes ?? null },
  ...{ tokenAuthMethods: idp.tokenAuthMethods ?? null, sendsIssuer: idp.sendsIssuer },
  readAt: readAt.toISOString(),
})

/** True when both describe the same IdP alike, whenever they were read. */
export const sameOidcIdp = (a: OidcIdpFacts, b: OidcIdpFacts): boolean =>
  isDeepStrictEqual({ ...a, readAt: '' }, { ...b, readAt: '' })

const choiceOf = ({ kind, value }: OidcIdpChoice): IdpChoice => {
  switch (kind) {
    case 'issuer':
      return { kind, issuer: value }
    case 'okta-domain':
      return { kind, domain: value }
    case 'entra-tenant':
      return { kind, tenantId: value }
    case 'google':
      return { kind, hostedDomain: value }
  }
}

const fields: Readonly<Record<OidcIdpChoice['kind'], keyof OidcConnectionInput>> = {
  issuer: 'issuer',
  'okta-domain': 'oktaDomain',
  'entra-tenant': 'entraTenantId',
  google: 'googleHostedDomain',
}

/** The same refusal, with the field to correct. */
async function naming<T>(path: string, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!Refusal.is(error) || error.finding.owner !== 'caller') throw error
    throw new Refusal({ path, ...error.finding })
  }
}

const methodUnsupported = (wanted: string, announced: readonly string[]): Refusal =>
  new Refusal({
    code: 'client-authentication-unsupported',
    owner: 'caller',
    detail: mismatch('token_endpoint_auth_methods_supported', wanted, announced),
    remedy: 'Choose a clientAuthentication the IdP announces.',
    source: 'OpenID Connect Discovery §3',
    path: 'clientAuthentication',
  })

/** Entra finds our key by a certificate, which we have not: it knows of no key by its URL. */
const needsCertificate = (): Refusal =>
  new Refusal({
    code: 'client-authentication-unsupported',
    owner: 'caller',
    detail: 'Entra takes private_key_jwt only with an uploaded certificate, not with a JWKS URL',
    remedy: 'Use client_secret_basic with Entra.',
    source: 'Microsoft: application authentication certificate credentials',
    path: 'clientAuthentication',
  })

function checkMethod(
  { clientAuthentication: wanted }: OidcConnectionInput,
  { tokenAuthMethods, idpKind }: IdpConfiguration,
): void {
  if (wanted === 'private_key_jwt' && idpKind === 'entra') throw needsCertificate()
  // Public clients are announced by nobody: whether the app is one, its registration says.
  if (wanted === 'none' || tokenAuthMethods === undefined) return
  if (!tokenAuthMethods.includes(wanted)) throw methodUnsupported(wanted, tokenAuthMethods)
}

/** What a sign-in would be refused for, told at registration. @throws Refusal `response-…-unsupported` or `client-authentication-unsupported` */
function checkOffers(input: OidcConnectionInput, idp: IdpConfiguration, effects: OidcEffects) {
  checkMethod(input, idp)
  const { clientId, responseType, responseMode } = input
  const flow = responseType === 'code' ? 'code' : 'id-token'
  authorizationRequest(
    { idp, clientId, redirectUri: 'https://sp.invalid/', flow, responseMode },
    effects,
  )
}

/**
 * Asks the IdP about itself (S04).
 * @throws Refusal `issuer-malformed`, `okta-domain-…`, `entra-tenant-…`, `google-hosted-domain-…`, `discovery-…`,
 *   `outgoing-address-refused`, `response-…-unsupported` or `client-authentication-unsupported`
 */
export async function readOidcIdp(
  effects: OidcEffects,
  input: OidcConnectionInput,
): Promise<OidcIdpFacts> {
  const choice = oidcIdpChoice(input)
  const path = fields[choice.kind]
  const readAt = effects.now()
  const idp = await naming(path, () => {
    const { loopback } = effects
    return discover(effects, { ...connectOptions(choiceOf(choice)), loopback })
  })
  await naming('responseType', () => checkOffers(input, idp, effects))
  return idpFactsOf(idp, readAt)
}
