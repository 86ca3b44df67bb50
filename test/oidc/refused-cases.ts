/** One refused example per code, each one step from the good sign-in. Written to test/golden/oidc/refused by generate.ts; the tests read only the disk. */
import type { IdpChoice } from '../../src/oidc/index.js'
import {
  answering,
  byFormPost,
  code,
  goodDiscovery,
  goodScenario,
  idTokenOf,
  issuer,
  type Json,
  jwk,
  type Scenario,
  seconds,
  state,
  tokenAnswer,
  type TokenInput,
  withToken,
} from './forge.js'

export interface RefusedCase {
  readonly code: string
  /** The one step from the good sign-in, as a sentence. */
  readonly because: string
  readonly scenario: Scenario
  /** A sign-in the house accepts; only the memory of the service refuses it. */
  readonly memory?: true
  /** Characters added to the ID token at the token endpoint, to keep large examples off the disk. */
  readonly padding?: number
  /** Part of the detail, to show that the reason is told. */
  readonly tells?: string
}

type Rest = Pick<RefusedCase, 'tells' | 'padding' | 'memory'>

const row = (code: string, because: string, scenario: Scenario, rest: Rest = {}): RefusedCase => ({
  ...{ code, because, scenario },
  ...rest,
})

const choosing = (code: string, because: string, choice: IdpChoice): RefusedCase =>
  row(code, because, { ...goodScenario, choice })

const tenantId = '11111111-2222-3333-4444-555555555555'

const optionCases: readonly RefusedCase[] = [
  choosing('issuer-malformed', 'an issuer with a query', {
    kind: 'issuer',
    issuer: `${issuer}?a=b`,
  }),
  choosing('okta-domain-malformed', 'a URL of a page', {
    kind: 'okta-domain',
    domain: 'https://acme.okta.com/app/UserHome',
  }),
  choosing('okta-domain-admin', 'the address of the admin console', {
    kind: 'okta-domain',
    domain: 'acme-admin.okta.com',
  }),
  choosing('entra-tenant-malformed', 'a domain in place of the tenant ID', {
    kind: 'entra-tenant',
    tenantId: 'acme.onmicrosoft.com',
  }),
  choosing('entra-tenant-shared', 'the tenant of everybody', {
    kind: 'entra-tenant',
    tenantId: 'common',
  }),
  choosing('google-hosted-domain-missing', 'no domain', { kind: 'google', hostedDomain: ' ' }),
  choosing('google-hosted-domain-malformed', 'an address in place of a domain', {
    kind: 'google',
    hostedDomain: 'ada@example.com',
  }),
  row('client-key-malformed', 'a private key that is none', {
    ...goodScenario,
    client: {
      clientId: goodScenario.client.clientId,
      authentication: { method: 'private_key_jwt', privateKey: 'not a key' },
    },
  }),
]

const discovering = (code: string, because: string, change: Json, tells = ''): RefusedCase =>
  row(code, because, answering({ discovery: { body: { ...goodDiscovery, ...change } } }), { tells })

const discoveryCases: readonly RefusedCase[] = [
  row('discovery-unreachable', 'nobody is there', answering({ discovery: null }), {
    tells: 'ECONNREFUSED',
  }),
  row('discovery-malformed', 'a web page answers', answering({ discovery: { body: '<html>' } }), {
    tells: '<html>',
  }),
  row('discovery-issuer-insecure', 'plain http on loopback, not told to be allowed', {
    ...goodScenario,
    choice: { kind: 'issuer', issuer: 'http://localhost:4010/oidc' },
  }),
  discovering(
    'discovery-issuer-mismatch',
    'a trailing slash',
    { issuer: `${issuer}/` },
    'differ only by a trailing slash',
  ),
  discovering('discovery-endpoint-missing', 'no jwks_uri', { jwks_uri: undefined }, 'jwks_uri'),
  discovering(
    'discovery-endpoint-insecure',
    'a token endpoint by http',
    { token_endpoint: 'http://idp.example.com/token' },
    'token_endpoint',
  ),
  discovering(
    'discovery-algorithms-unsupported',
    'only shared secrets',
    { id_token_signing_alg_values_supported: ['HS256', 'none'] },
    'HS256',
  ),
  discovering(
    'discovery-pkce-unsupported',
    'only the plain challenge',
    { code_challenge_methods_supported: ['plain'] },
    'plain',
  ),
  row('response-type-unsupported', 'an ID token wanted where only codes are given', {
    ...answering({ discovery: { body: { ...goodDiscovery, response_types_supported: ['code'] } } }),
    request: { flow: 'id-token' },
  }),
  row('response-mode-unsupported', 'form post wanted where there is only query', {
    ...answering({
      discovery: { body: { ...goodDiscovery, response_modes_supported: ['query'] } },
    }),
    request: { responseMode: 'form_post' },
  }),
]

const bringing = (code: string, because: string, callback: Json, rest: Rest = {}): RefusedCase =>
  row(code, because, { ...goodScenario, callback }, rest)

const failing = (code: string, error: string, description?: string): RefusedCase =>
  bringing(
    code,
    `the IdP answers ${error}`,
    { state, iss: issuer, error, ...(description ? { error_description: description } : {}) },
    { tells: error },
  )

const callbackCases: readonly RefusedCase[] = [
  bringing(
    'callback-parameter-repeated',
    'two codes',
    { state, iss: issuer, code: [code, 'b'] },
    { tells: 'code' },
  ),
  bringing('callback-parameter-malformed', 'a state of 1,000 characters', {
    ...{ state: 'x'.repeat(1000), code, iss: issuer },
  }),
  bringing('callback-state-missing', 'no state', { code, iss: issuer }),
  row('authorization-request-unknown', 'a state nobody sent', goodScenario, { memory: true }),
  bringing('callback-state-mismatch', 'the state of another request', {
    ...{ state: 'another', code, iss: issuer },
  }),
  row('authorization-request-foreign', 'the request went to another IdP', {
    ...goodScenario,
    remembered: { ...goodScenario.remembered, issuer: 'https://other.example' },
  }),
  row('authorization-request-expired', 'the request is half an hour old', {
    ...goodScenario,
    remembered: { ...goodScenario.remembered, at: '2026-03-01T11:30:00.000Z' },
  }),
  row('callback-delivery-mismatch', 'a query in place of the form post', {
    ...byFormPost(),
    delivery: 'query',
  }),
  bringing('callback-issuer-missing', 'no iss, though announced', { state, code }),
  bringing('callback-issuer-mismatch', 'another IdP in iss', {
    ...{ state, code, iss: 'https://other.example' },
  }),
  failing('idp-access-denied', 'access_denied', 'User is not assigned to the client application.'),
  failing('idp-login-required', 'login_required'),
  failing('idp-interaction-required', 'interaction_required'),
  failing('idp-consent-required', 'consent_required'),
  failing('idp-request-refused', 'unsupported_response_type'),
  failing('idp-unavailable', 'temporarily_unavailable'),
  failing('idp-error', 'something_else'),
  bringing('callback-code-missing', 'neither code nor error', { state, iss: issuer }),
  row('callback-id-token-missing', 'a form post without ID token', {
    ...byFormPost(),
    callback: { state, iss: issuer },
  }),
]

const tokenFails = (code: string, error: string, status: number): RefusedCase =>
  row(
    code,
    `the token endpoint answers ${error}`,
    answering({ token: { status, body: { error } } }),
    {
      tells: error,
    },
  )

const exchangeCases: readonly RefusedCase[] = [
  row('token-endpoint-unreachable', 'nobody is there', answering({ token: null })),
  tokenFails('token-client-refused', 'invalid_client', 401),
  tokenFails('token-code-refused', 'invalid_grant', 400),
  tokenFails('token-request-refused', 'unauthorized_client', 400),
  row('token-response-malformed', 'a web page', answering({ token: { body: '<html>' } })),
  row(
    'id-token-missing',
    'OAuth alone',
    answering({ token: tokenAnswer({ id_token: undefined }) }),
  ),
  row('user-info-unreachable', 'nobody is there', answering({ userinfo: null })),
  row('user-info-malformed', 'a web page', answering({ userinfo: { body: '<html>' } })),
  row(
    'user-info-subject-mismatch',
    'UserInfo of somebody else',
    answering({ userinfo: { body: { sub: 'eve' } } }),
    { tells: 'eve' },
  ),
]

const saying = (code: string, because: string, token: TokenInput | string, rest: Rest = {}) =>
  row(code, because, withToken(token), rest)
const claiming = (code: string, because: string, claims: Json, tells = '') =>
  saying(code, because, { claims }, { tells })
const heading = (code: string, because: string, header: Json, tells = '') =>
  saying(code, because, { header }, { tells })

const [head = '', body = ''] = idTokenOf().split('.')
const signedBy = (key: 'attacker' | 'weak', header: Json = {}): TokenInput => ({ key, header })

const headerCases: readonly RefusedCase[] = [
  saying('id-token-too-large', 'more than a megabyte', {}, { padding: 1_100_000 }),
  saying('id-token-encrypted', 'five parts', `${head}.a.b.c.d`),
  saying('id-token-malformed', 'two parts', `${head}.${body}`),
  heading('id-token-unsigned', 'alg none', { alg: 'none' }, 'none'),
  heading('id-token-algorithm-forbidden', 'the public key as a secret', { alg: 'HS256' }, 'HS256'),
  heading('id-token-type-wrong', 'an access token', { typ: 'at+jwt' }, 'at+jwt'),
  heading('id-token-key-id-malformed', 'a number as key ID', { kid: 7 }),
  heading('id-token-header-critical', 'an extension we must understand', { crit: ['exp'] }, 'exp'),
]

const jwksCase = (code: string, because: string, keys: unknown, token: TokenInput = {}) => {
  const scenario = withToken(token)
  const answers = { ...scenario.answers, [`${issuer}/jwks`]: { body: { keys } } }
  return row(code, because, { ...scenario, answers })
}

const keyCases: readonly RefusedCase[] = [
  row('jwks-unreachable', 'nobody is there', answering({ jwks: null })),
  row('jwks-malformed', 'no list of keys', answering({ jwks: { body: { keys: 'none' } } })),
  heading('id-token-key-id-missing', 'no key ID, two keys', { kid: undefined }, 'p256'),
  heading('id-token-key-unknown', 'a key never published', { kid: 'next' }, 'next'),
  jwksCase('id-token-key-ambiguous', 'two keys of one name', [
    jwk('idp'),
    jwk('next', { kid: 'idp' }),
  ]),
  jwksCase(
    'id-token-key-weak',
    'an RSA key of 1024 bits',
    [jwk('weak', { kid: 'idp' })],
    signedBy('weak'),
  ),
  saying(
    'id-token-signature-invalid',
    'a stranger with the key ID of the IdP',
    signedBy('attacker'),
  ),
]

const entraIssuer = `https://login.microsoftonline.com/${tenantId}/v2.0`
const elsewhere = (choice: IdpChoice, from: string, claims: Json): Scenario => {
  const at = { token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks` }
  const document = { ...goodDiscovery, ...at, issuer: from, userinfo_endpoint: undefined }
  const scenario = withToken({ claims: { iss: from, ...claims } })
  return {
    ...scenario,
    choice,
    callback: { state, code, iss: from },
    answers: {
      ...scenario.answers,
      [`${from}/.well-known/openid-configuration`]: { body: document },
    },
  }
}

const claimCases: readonly RefusedCase[] = [
  claiming('id-token-claim-malformed', 'a time as text', { exp: '2026' }, 'exp'),
  claiming('id-token-issuer-mismatch', 'another IdP', { iss: 'https://other.example' }, 'other'),
  row(
    'id-token-tenant-mismatch',
    'an account of another Entra tenant',
    elsewhere({ kind: 'entra-tenant', tenantId }, entraIssuer, {
      tid: '99999999-2222-3333-4444-555555555555',
    }),
    { tells: '99999999' },
  ),
  claiming('id-token-audience-mismatch', 'another app', { aud: 'another-app' }, 'another-app'),
  claiming('id-token-audience-untrusted', 'another app as well', {
    aud: [goodScenario.client.clientId, 'another-app'],
    azp: goodScenario.client.clientId,
  }),
  row('id-token-azp-missing', 'two audiences, and no word for which', {
    ...withToken({ claims: { aud: [goodScenario.client.clientId, 'api'] } }),
    settings: { trustedAudiences: ['api'] },
  }),
  claiming('id-token-azp-mismatch', 'given to another app', { azp: 'another-app' }),
  row(
    'id-token-hosted-domain-mismatch',
    'a private Google account',
    elsewhere({ kind: 'google', hostedDomain: 'example.com' }, 'https://accounts.google.com', {
      hd: undefined,
    }),
    { tells: 'example.com' },
  ),
  claiming('id-token-expiry-missing', 'no exp', { exp: undefined }),
  claiming('id-token-expired', 'over for two minutes', { exp: seconds - 120 }, 'our clock says'),
  claiming('id-token-issued-at-missing', 'no iat', { iat: undefined }),
  claiming('id-token-issued-in-future', 'made tomorrow', { iat: seconds + 86_400 }),
  claiming('id-token-not-yet-valid', 'good from tomorrow', { nbf: seconds + 86_400 }),
  claiming('id-token-nonce-missing', 'no nonce', { nonce: undefined }),
  claiming('id-token-nonce-mismatch', 'the nonce of another sign-in', { nonce: 'another' }),
  row('id-token-auth-time-missing', 'max_age asked for, no auth_time', {
    ...withToken({ claims: { auth_time: undefined } }),
    remembered: { ...goodScenario.remembered, maxAgeSeconds: 600 },
  }),
  claiming('id-token-auth-time-in-future', 'signed in tomorrow', { auth_time: seconds + 86_400 }),
  row('id-token-auth-too-old', 'signed in an hour ago, ten minutes allowed', {
    ...withToken({ claims: { auth_time: seconds - 3600 } }),
    remembered: { ...goodScenario.remembered, maxAgeSeconds: 600 },
  }),
  row(
    'id-token-authn-context-insufficient',
    'a sign-in by password, to a connection that wants a second factor',
    {
      ...withToken({ claims: { acr: '1', amr: ['pwd'] } }),
      settings: { authnContexts: ['mfa'] },
    },
    { tells: 'signed in by 1, pwd' },
  ),
  claiming('id-token-access-token-mismatch', 'another access token', { at_hash: 'AAAA' }),
  claiming('id-token-code-mismatch', 'another code', { c_hash: 'AAAA' }),
  claiming('id-token-subject-missing', 'no sub', { sub: undefined }),
  claiming('id-token-subject-malformed', 'a sub of 256 letters', { sub: 'a'.repeat(256) }),
]

export const refusedCases: readonly RefusedCase[] = [
  ...optionCases,
  ...discoveryCases,
  ...callbackCases,
  ...exchangeCases,
  ...headerCases,
  ...keyCases,
  ...claimCases,
]
