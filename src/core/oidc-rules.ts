/** What makes an OpenID Connect connection valid, for construct, provider and service alike. What makes an IdP's answers valid is `src/oidc`'s business. */
import { checkProtocol } from './endpoints.js'
import { Refusal, type Finding } from './finding.js'
import { checkAttributeMapping } from './mapping.js'
import {
  OidcConnectionPut,
  type ClientAuthentication,
  type OidcConnectionInput,
  type OidcIdpFacts,
} from './oidc-connection.js'
import type { OidcRegistration, ServicePreset } from './presets/index.js'
import { parseWith } from './schema.js'
import { checkSettings, type ConnectionSettings } from './settings.js'

const choices = [
  ['issuer', 'issuer'],
  ['oktaDomain', 'okta-domain'],
  ['entraTenantId', 'entra-tenant'],
  ['googleHostedDomain', 'google'],
] as const

/** In which way the IdP is named, and the value given. */
export type OidcIdpChoice = {
  readonly kind: (typeof choices)[number][1]
  readonly value: string
}

const refuse = (code: string, detail: string, remedy: string, path: string, source?: string) =>
  new Refusal({ code, owner: 'caller', detail, remedy, path, ...(source ? { source } : {}) })

/** @throws Refusal `idp-source-ambiguous` unless the IdP is named in exactly one way */
export function oidcIdpChoice(connection: OidcConnectionInput): OidcIdpChoice {
  const made = choices.flatMap(([field, kind]) => {
    const value = connection[field]
    return value === null ? [] : [{ kind, value }]
  })
  const [choice, ...others] = made
  if (choice && others.length === 0) return choice
  throw refuse(
    'idp-source-ambiguous',
    choice ? 'the IdP is named in more than one way' : 'nothing says which IdP to trust',
    'Give issuer, or oktaDomain, or entraTenantId, or googleHostedDomain.',
    'issuer',
  )
}

export const usesSecret = (method: ClientAuthentication): boolean =>
  method === 'client_secret_basic' || method === 'client_secret_post'

function checkAnswer({ responseType, responseMode }: OidcConnectionInput): void {
  if (responseType === 'code' || responseMode === 'form_post') return
  throw refuse(
    'response-mode-unsafe',
    'an ID Token in a URL would stand in histories and logs',
    'Set responseMode to form_post, or responseType to code.',
    'responseMode',
    'OAuth 2.0 Multiple Response Types §3; T48',
  )
}

function checkAuthentication({ responseType, clientAuthentication }: OidcConnectionInput): void {
  if (responseType === 'code' || clientAuthentication === 'none') return
  throw refuse(
    'client-authentication-unused',
    `with responseType id_token nothing is redeemed, so ${clientAuthentication} would prove nothing`,
    'Set clientAuthentication to none, or responseType to code, which is safer.',
    'clientAuthentication',
    'T73',
  )
}

function checkSecret(method: ClientAuthentication, secret: string | undefined): void {
  if (secret === undefined || usesSecret(method)) return
  throw refuse(
    'client-secret-unused',
    `a client secret came, and clientAuthentication is ${method}`,
    'Leave clientSecret out, or set clientAuthentication to client_secret_basic.',
    'clientSecret',
  )
}

/**
 * Parses a connection without knowing its organization's preset. Decisions and secret part here, never to meet again.
 * @throws Refusal `invalid-input`, `idp-source-ambiguous`, `response-mode-unsafe`, `client-authentication-unused` or `client-secret-unused`
 */
export function parseOidcConnection(put: unknown): {
  readonly input: OidcConnectionInput
  readonly clientSecret: string | undefined
} {
  const { clientSecret, ...input } = parseWith(OidcConnectionPut, put)
  oidcIdpChoice(input)
  checkAnswer(input)
  checkAuthentication(input)
  checkSecret(input.clientAuthentication, clientSecret)
  return { input, clientSecret }
}

const byChoice: Readonly<Record<OidcIdpChoice['kind'], OidcRegistration['kind']>> = {
  issuer: 'issuer',
  'okta-domain': 'okta-domain',
  'entra-tenant': 'entra-tenant',
  // An issuer all share, and a domain that tells whose accounts count: where any issuer is taken, so is this one.
  google: 'issuer',
}

/** What the service's page asks for this way of naming the IdP. @throws Refusal `idp-choice-not-offered` */
function registrationOf(
  { title, registration }: ServicePreset,
  kind: OidcIdpChoice['kind'],
): OidcRegistration {
  const found = registration.oidc.find((row) => row.kind === byChoice[kind])
  if (found) return found
  const offered = choices
    .filter(([, other]) => registration.oidc.some((row) => row.kind === byChoice[other]))
    .map(([field]) => field)
  throw refuse(
    'idp-choice-not-offered',
    `${title} does not take an IdP by ${kind}`,
    `Name the IdP by one of: ${offered.join(', ')}.`,
    choices.find(([, other]) => other === kind)?.[0] ?? 'issuer',
    registration.source,
  )
}

/** SAML's own: there is no audience to choose here, and a sign-in begins with a request of ours (state). */
function checkOidcSettings({ title }: ServicePreset, settings: ConnectionSettings = {}): void {
  const foreign = (['audience', 'idpInitiated'] as const).find((name) => settings[name])
  if (foreign === undefined) return
  throw refuse(
    'setting-not-offered',
    `${title}: ${foreign} is about SAML; an ID Token is for the client ID, and answers a request`,
    `Leave ${foreign} out.`,
    `settings.${foreign}`,
    'OpenID Connect Core §3.1.3.7',
  )
}

/**
 * The rules that need the organization's preset.
 * @throws Refusal `protocol-unsupported`, `idp-choice-not-offered`, `client-authentication-required`,
 *   `unknown-mapping-field` or `setting-not-offered`
 */
export function checkOidcConnection(preset: ServicePreset, connection: OidcConnectionInput): void {
  checkProtocol(preset, 'oidc')
  const { kind } = oidcIdpChoice(connection)
  const { clientSecret } = registrationOf(preset, kind)
  if (clientSecret === 'required' && connection.clientAuthentication === 'none') {
    throw refuse(
      'client-authentication-required',
      `${preset.title} asks for a client secret with ${kind}`,
      'Set responseType to code and clientAuthentication to client_secret_basic or private_key_jwt.',
      'clientAuthentication',
      preset.registration.source,
    )
  }
  checkAttributeMapping(preset, connection.attributeMapping)
  checkSettings(preset, connection.settings)
  checkOidcSettings(preset, connection.settings)
}

/**
 * Whom a connection trusts, as one text: another one is another IdP, of which no evidence speaks and whose people are
 * others. All customers of Google share an issuer, and are told apart by their domain.
 */
export const oidcIdpName = ({ issuer, hostedDomain }: OidcIdpFacts): string =>
  hostedDomain === null ? issuer : `${issuer}?hd=${hostedDomain}`

/** What is allowed and yet worth a word. */
export function oidcWarnings({ responseType }: OidcConnectionInput): readonly Finding[] {
  if (responseType === 'code') return []
  return [
    {
      code: 'id-token-by-browser',
      owner: 'caller',
      detail:
        'the ID Token travels through the browser, and nothing but state and nonce ties it to us',
      remedy: 'Use responseType code: with PKCE it needs no secret either.',
      source: 'T73; RFC 9700 §2.1.2',
    },
  ]
}
