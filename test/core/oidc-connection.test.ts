/** What makes an OpenID Connect connection valid: the rules, without a service. */
import { describe, expect, test } from '@jest/globals'
import {
  checkOidcConnection,
  getPreset,
  oidcIdpChoice,
  oidcIdpName,
  oidcWarnings,
  parseOidcConnection,
  presets,
} from '../../src/core/index.js'
import { refusalOf } from '../refusal.js'

const least = { organization: 'acme', issuer: 'https://idp.example', clientId: 'app' }
const parsed = (more: object = {}) => parseOidcConnection({ ...least, ...more })
const codeOf = (more: object) => refusalOf(() => parsed(more)).code

describe('an OpenID Connect connection', () => {
  test('needs an IdP and a client ID; the rest has defaults', () => {
    expect(parsed()).toEqual({
      clientSecret: undefined,
      input: {
        ...least,
        ...{ oktaDomain: null, entraTenantId: null, googleHostedDomain: null },
        ...{ clientAuthentication: 'client_secret_basic', responseType: 'code' },
        ...{ responseMode: 'query', scopes: ['openid', 'email', 'profile'], maxAgeSeconds: null },
        ...{ attributeMapping: {}, justInTimeProvisioning: true },
      },
    })
  })

  test('parts the secret from the decisions', () => {
    const { input, clientSecret } = parsed({ clientSecret: 's3cret' })
    expect(clientSecret).toBe('s3cret')
    expect(JSON.stringify(input)).not.toContain('s3cret')
  })

  test('a refused secret is not repeated', () => {
    const refusal = refusalOf(() => parsed({ clientSecret: `s3cret\u0000` }))
    expect([refusal.code, refusal.path]).toEqual(['invalid-input', 'clientSecret'])
    expect(JSON.stringify(refusal)).not.toContain('s3cret')
  })

  test('scopes are a set, and openid is always among them', () => {
    expect(parsed({ scopes: ['profile', 'groups', 'openid', 'groups'] }).input.scopes).toEqual([
      ...['openid', 'groups', 'profile'],
    ])
    expect(parsed({ scopes: [] }).input.scopes).toEqual(['openid'])
  })

  test.each([
    ['no IdP', { issuer: null }, 'idp-source-ambiguous'],
    ['two IdPs', { oktaDomain: 'a.okta.com' }, 'idp-source-ambiguous'],
    ['an unknown field', { clientSecrets: 'x' }, 'invalid-input'],
    ['a blank in the client ID', { clientId: 'a b' }, 'invalid-input'],
    ['a blank in a scope', { scopes: ['a b'] }, 'invalid-input'],
    ['half a second', { maxAgeSeconds: 0.5 }, 'invalid-input'],
    ['an ID Token in a URL', { responseType: 'id_token' }, 'response-mode-unsafe'],
    [
      'a proof for nobody',
      { responseType: 'id_token', responseMode: 'form_post' },
      'client-authentication-unused',
    ],
    [
      'a secret for nobody',
      { clientAuthentication: 'private_key_jwt', clientSecret: 'x' },
      'client-secret-unused',
    ],
  ])('%s is refused', (_title, more, code) => {
    expect(codeOf(more)).toBe(code)
  })

  test('its IdP is one, and Google’s customers are told apart by their domain', () => {
    expect(oidcIdpChoice(parsed({ issuer: null, googleHostedDomain: 'a.example' }).input)).toEqual({
      ...{ kind: 'google', value: 'a.example' },
    })
    const facts = { issuer: 'https://accounts.google.com', hostedDomain: 'a.example' }
    expect(oidcIdpName(facts as never)).toBe('https://accounts.google.com?hd=a.example')
    expect(oidcIdpName({ ...facts, hostedDomain: null } as never)).toBe(facts.issuer)
  })

  test('an ID Token by the browser is worth a word', () => {
    const byPost = { responseType: 'id_token', responseMode: 'form_post' }
    const { input } = parsed({ ...byPost, clientAuthentication: 'none' })
    expect(oidcWarnings(input).map(({ code }) => code)).toEqual(['id-token-by-browser'])
    expect(oidcWarnings(parsed().input)).toEqual([])
  })
})

describe('under a preset', () => {
  const faultOf = (preset: string, more: object): string => {
    try {
      checkOidcConnection(getPreset(preset), parsed({ issuer: null, ...more }).input)
      return 'none'
    } catch {
      return refusalOf(() => {
        checkOidcConnection(getPreset(preset), parsed({ issuer: null, ...more }).input)
      }).code
    }
  }
  const choices = {
    issuer: { issuer: 'https://idp.example' },
    okta: { oktaDomain: 'acme.okta.com' },
    entra: { entraTenantId: 'x' },
    google: { googleHostedDomain: 'a.example' },
  }
  const none = 'none'
  const no = 'idp-choice-not-offered'

  test.each([
    ['sonarqube-cloud', { issuer: none, okta: none, entra: no, google: none }],
    ['torque', { issuer: none, okta: none, entra: none, google: none }],
    ['twenty', { issuer: none, okta: no, entra: none, google: none }],
    [
      'qualified',
      Object.fromEntries(Object.keys(choices).map((name) => [name, 'protocol-unsupported'])),
    ],
  ])('%s takes %j', (preset, expected) => {
    const found = Object.entries(choices).map(([name, more]) => [name, faultOf(preset, more)])
    expect(Object.fromEntries(found)).toEqual(expected)
  })

  test('a client without a secret is taken where the page asks for none: T73', () => {
    const takers = presets.flatMap(({ key }) =>
      Object.entries(choices)
        .filter(([, more]) => faultOf(key, { ...more, clientAuthentication: 'none' }) === 'none')
        .map(([name]) => `${key} ${name}`),
    )
    expect(takers).toEqual(['torque entra'])
  })
})
