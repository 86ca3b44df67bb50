/** IdPs, proxies and browsers that behave as nobody honest would. */
import { describe, expect, test } from '@jest/globals'
import {
  answering,
  type Answers,
  byFormPost,
  code,
  codeOf,
  goodDiscovery,
  goodScenario,
  issuer,
  type Json,
  jwk,
  play,
  refusalOf,
  state,
  tokenAnswer,
} from './forge.js'
import { refuses, type Row } from './hostile.js'

const bringing = (name: string, callback: Json, expected: string): Row => [
  name,
  { ...goodScenario, callback },
  expected,
]
const good = { state, code, iss: issuer }
const malformed = 'callback-parameter-malformed'

refuses('the callback', [
  bringing('an empty state', { ...good, state: '' }, 'callback-state-missing'),
  bringing('two states', { ...good, state: [state, state] }, 'callback-parameter-repeated'),
  bringing('two issuers', { ...good, iss: [issuer, issuer] }, 'callback-parameter-repeated'),
  bringing('a state that is an object', { ...good, state: { a: 1 } }, malformed),
  bringing('a code of 100 KB', { ...good, code: 'a'.repeat(100_000) }, malformed),
  bringing(
    'an issuer that begins as ours',
    { ...good, iss: `${issuer}/` },
    'callback-issuer-mismatch',
  ),
  bringing('an empty issuer', { ...good, iss: '' }, 'callback-issuer-missing'),
  bringing('an empty code', { ...good, code: '' }, 'callback-code-missing'),
  bringing(
    'an ID token in place of the code',
    { state, iss: issuer, id_token: 'a.b.c' },
    'callback-code-missing',
  ),
  bringing(
    'an error with another state',
    { error: 'access_denied', state: 'x' },
    'callback-state-mismatch',
  ),
  bringing(
    'an error of another IdP',
    { error: 'access_denied', state, iss: 'https://evil.example' },
    'callback-issuer-mismatch',
  ),
  bringing('an error and a code', { ...good, error: 'access_denied' }, 'idp-access-denied'),
  bringing(
    'an error named as every object’s',
    { state, iss: issuer, error: '__proto__' },
    'idp-error',
  ),
  [
    'a code by form post that was asked for by query',
    { ...goodScenario, delivery: 'form_post' },
    'callback-delivery-mismatch',
  ],
  [
    'a code in place of the ID token',
    { ...byFormPost(), callback: good },
    'callback-id-token-missing',
  ],
  ['an ID token of more than a megabyte', byFormPost('a'.repeat(1_100_000)), 'id-token-too-large'],
  [
    'a request of another client',
    { ...goodScenario, remembered: { ...goodScenario.remembered, clientId: 'x' } },
    'authorization-request-foreign',
  ],
  [
    'a request ten minutes old',
    { ...goodScenario, remembered: { ...goodScenario.remembered, at: '2026-03-01T11:49:30.000Z' } },
    'authorization-request-expired',
  ],
])

const token = (name: string, answer: Answers[string], expected: string): Row => [
  name,
  answering({ token: answer }),
  expected,
]
const tokenMalformed = 'token-response-malformed'

refuses('the token endpoint', [
  token('redirects', { status: 302, body: '' }, tokenMalformed),
  token('fails', { status: 500, body: 'oops' }, tokenMalformed),
  token('says nothing', { status: 204, body: '' }, tokenMalformed),
  token('asks who we are, without a word', { status: 401, body: '' }, 'token-client-refused'),
  token('answers a list', { body: [] }, tokenMalformed),
  token('answers null', { body: null }, tokenMalformed),
  token('answers 3 MB', { body: { access_token: 'a'.repeat(3_000_000) } }, tokenMalformed),
  token('gives no access token', tokenAnswer({ access_token: undefined }), tokenMalformed),
  token('gives a number as access token', tokenAnswer({ access_token: 1 }), tokenMalformed),
  token('gives a token of an unknown type', tokenAnswer({ token_type: 'mac' }), tokenMalformed),
  token('gives an object as ID token', tokenAnswer({ id_token: {} }), tokenMalformed),
  token('gives an empty ID token', tokenAnswer({ id_token: '' }), 'id-token-malformed'),
  token(
    'gives an ID token of a megabyte',
    tokenAnswer({ id_token: 'a'.repeat(1_100_000) }),
    'id-token-too-large',
  ),
  token('says an error with status 200', { body: { error: 'invalid_grant' } }, tokenMalformed),
])

const userInfo = (name: string, answer: Answers[string], expected: string): Row => [
  name,
  answering({ userinfo: answer }),
  expected,
]

refuses('UserInfo', [
  userInfo('of somebody else', { body: { sub: 'eve' } }, 'user-info-subject-mismatch'),
  userInfo('of nobody', { body: { email: 'ada@example.com' } }, 'user-info-subject-mismatch'),
  userInfo('of ADA', { body: { sub: 'ADA' } }, 'user-info-subject-mismatch'),
  userInfo('of a list', { body: { sub: ['ada'] } }, 'user-info-subject-mismatch'),
  userInfo('as a JWT', { body: 'a.b.c' }, 'user-info-malformed'),
  userInfo('as a list', { body: [] }, 'user-info-malformed'),
  userInfo('refuses us', { status: 401, body: '' }, 'user-info-malformed'),
  userInfo('redirects', { status: 302, body: '' }, 'user-info-malformed'),
  userInfo(
    'answers 2 MB',
    { body: { sub: 'ada', a: 'a'.repeat(2_000_000) } },
    'user-info-malformed',
  ),
])

const jwks = (name: string, answer: Answers[string], expected: string): Row => [
  name,
  answering({ jwks: answer }),
  expected,
]
const unknown = 'id-token-key-unknown'

refuses('the keys', [
  jwks('a page', { body: '<html>' }, 'jwks-malformed'),
  jwks('none', { body: { keys: [] } }, unknown),
  jwks('no keys but other things', { body: { keys: [null, 1, 'idp', []] } }, unknown),
  jwks(
    '101 of them',
    { body: { keys: Array.from({ length: 101 }, () => jwk('idp')) } },
    'jwks-malformed',
  ),
  jwks('a redirect', { status: 302, body: '' }, 'jwks-unreachable'),
  jwks('for encryption', { body: { keys: [jwk('idp', { use: 'enc' })] } }, unknown),
  jwks(
    'for signing only, not verifying',
    { body: { keys: [jwk('idp', { key_ops: ['sign'] })] } },
    unknown,
  ),
  jwks('for another algorithm', { body: { keys: [jwk('idp', { alg: 'RS512' })] } }, unknown),
  jwks(
    'a secret',
    { body: { keys: [{ kty: 'oct', kid: 'idp', k: 'AAAA', alg: 'HS256' }] } },
    unknown,
  ),
  jwks(
    'without a modulus',
    { body: { keys: [{ kty: 'RSA', kid: 'idp', e: 'AQAB' }] } },
    'jwks-malformed',
  ),
  jwks(
    'of a megabyte',
    { body: { keys: [jwk('idp')], a: 'a'.repeat(1_000_000) } },
    'jwks-malformed',
  ),
])

const discovery = (name: string, change: Json, expected: string): Row => [
  name,
  answering({ discovery: { body: { ...goodDiscovery, ...change } } }),
  expected,
]

refuses('discovery', [
  discovery('for another issuer', { issuer: 'https://evil.example' }, 'discovery-issuer-mismatch'),
  discovery(
    'for any tenant',
    { issuer: 'https://idp.example.com/{tenantid}' },
    'discovery-issuer-mismatch',
  ),
  discovery('without issuer', { issuer: undefined }, 'discovery-issuer-mismatch'),
  discovery('with a list of issuers', { issuer: [issuer] }, 'discovery-issuer-mismatch'),
  discovery(
    'without a token endpoint',
    { token_endpoint: undefined },
    'discovery-endpoint-missing',
  ),
  discovery('with a number as endpoint', { jwks_uri: 7 }, 'discovery-endpoint-missing'),
  discovery(
    'with keys on our own machine',
    { jwks_uri: 'http://127.0.0.1:1/jwks' },
    'discovery-endpoint-insecure',
  ),
  discovery(
    'with a script as endpoint',
    { authorization_endpoint: 'javascript:alert(1)' },
    'discovery-endpoint-insecure',
  ),
  discovery(
    'with a file as endpoint',
    { jwks_uri: 'file:///etc/passwd' },
    'discovery-endpoint-insecure',
  ),
  discovery(
    'with a password in the endpoint',
    { token_endpoint: 'https://a:b@idp.example.com/t' },
    'discovery-endpoint-insecure',
  ),
  discovery(
    'with UserInfo by http',
    { userinfo_endpoint: 'http://idp.example.com/u' },
    'discovery-endpoint-insecure',
  ),
  discovery(
    'without a signature',
    { id_token_signing_alg_values_supported: ['none'] },
    'discovery-algorithms-unsupported',
  ),
  ['a redirect', answering({ discovery: { status: 302, body: '' } }), 'discovery-unreachable'],
  [
    'of a megabyte',
    answering({ discovery: { body: { a: 'a'.repeat(1_000_000) } } }),
    'discovery-malformed',
  ],
])

describe('an error of Entra is told by its number', () => {
  const rows: readonly (readonly [string, string, string])[] = [
    [
      "AADSTS50105: Your administrator has configured the application to block users unless they are specifically granted ('assigned') access.",
      'idp-access-denied',
      'Users and groups',
    ],
    [
      'AADSTS700054: response_type id_token is not enabled for the application.',
      'idp-request-refused',
      'ID tokens',
    ],
    [
      'AADSTS65001: The user or administrator has not consented.',
      'idp-consent-required',
      'Grant admin consent',
    ],
  ]
  test.each(rows)('%s', async (description, expected, remedy) => {
    const callback = { state, iss: issuer, error: 'server_error', error_description: description }
    const { finding } = await refusalOf(() => play({ ...goodScenario, callback }))
    expect(finding.code).toBe(expected)
    expect(finding.remedy).toContain(remedy)
  })

  test('AADSTS7000222 at the token endpoint is an expired secret', async () => {
    const body = {
      error: 'invalid_client',
      error_description: 'AADSTS7000222: The provided client secret keys are expired.',
    }
    const { finding } = await refusalOf(() => play(answering({ token: { status: 401, body } })))
    expect(finding).toMatchObject({ code: 'token-client-refused' })
    expect(finding.remedy).toContain('expired')
  })
})

test('what an IdP writes draws no lines in our log', async () => {
  const description = `no\r\n2026 sign-in ok ${'x'.repeat(5000)}`
  const callback = { state, iss: issuer, error: 'access_denied', error_description: description }
  const { finding } = await refusalOf(() => play({ ...goodScenario, callback }))
  expect(finding.detail).not.toMatch(/[\r\n]/)
  expect(finding.detail.length).toBeLessThan(1002)
})

test('secrets are in no refusal', async () => {
  const client = {
    ...goodScenario.client,
    authentication: {
      method: 'private_key_jwt',
      privateKey: '-----BEGIN PRIVATE KEY-----\nsecret',
    },
  } as const
  expect((await refusalOf(() => play({ ...goodScenario, client }))).message).not.toContain('secret')
})

test('a Refusal of the way out is passed on as it is', async () => {
  const { Refusal } = await import('../../src/core/index.js')
  const { discover, connectOptions } = await import('../../src/oidc/index.js')
  const finding = {
    code: 'outgoing-address-refused',
    owner: 'caller',
    detail: 'private',
    remedy: '…',
  } as const
  const fetch = () => Promise.reject(new Refusal(finding))
  const options = connectOptions({ kind: 'issuer', issuer })
  expect(await codeOf(() => discover({ fetch }, options))).toBe('outgoing-address-refused')
})
