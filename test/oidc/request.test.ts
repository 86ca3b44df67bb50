/** Who may be connected, and what is sent to them. */
import { createHash, createPublicKey, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { jwtVerify } from 'jose'
import {
  authorizationRequest,
  type AuthorizationRequestInput,
  completeSignIn,
  connectOptions,
  createSigningKeys,
  discover,
  parseCallback,
} from '../../src/oidc/index.js'
import {
  clientId,
  code,
  codeOf,
  connect,
  fakeFetch,
  golden,
  goodAnswers,
  goodScenario,
  issuer,
  now,
  publicPem,
  redirectUri,
  state,
} from './forge.js'

describe('connectOptions', () => {
  const tenantId = '11111111-2222-3333-4444-55555555abcd'
  test.each([
    [{ kind: 'okta-domain', domain: 'acme.okta.com' }, 'https://acme.okta.com', 'okta'],
    [{ kind: 'okta-domain', domain: ' https://Acme.Okta.com/ ' }, 'https://acme.okta.com', 'okta'],
    [{ kind: 'okta-domain', domain: 'login.acme.example' }, 'https://login.acme.example', 'okta'],
    [
      { kind: 'entra-tenant', tenantId },
      `https://login.microsoftonline.com/${tenantId}/v2.0`,
      'entra',
    ],
    [{ kind: 'google', hostedDomain: 'Example.com' }, 'https://accounts.google.com', 'google'],
    [
      { kind: 'issuer', issuer: 'https://idp.example/realms/a/' },
      'https://idp.example/realms/a/',
      'other',
    ],
    [
      { kind: 'issuer', issuer: 'http://127.0.0.1:4010/oidc' },
      'http://127.0.0.1:4010/oidc',
      'other',
    ],
    [
      { kind: 'issuer', issuer: 'https://acme.okta.com/oauth2/default' },
      'https://acme.okta.com/oauth2/default',
      'okta',
    ],
  ] as const)('%j', (choice, expected, idpKind) => {
    expect(connectOptions(choice)).toMatchObject({ issuer: expected, idpKind })
  })

  test('a tenant typed as an issuer keeps the rule of the tenant (T75)', () => {
    const choice = {
      kind: 'issuer',
      issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
    } as const
    expect(connectOptions(choice)).toMatchObject({ tenantId, idpKind: 'entra' })
  })

  test.each([
    [
      { kind: 'issuer', issuer: 'https://login.microsoftonline.com/common/v2.0' },
      'entra-tenant-shared',
    ],
    [
      { kind: 'entra-tenant', tenantId: '9188040d-6c67-4c5b-b112-36a304b66dad' },
      'entra-tenant-shared',
    ],
    [{ kind: 'issuer', issuer: 'https://accounts.google.com' }, 'google-hosted-domain-missing'],
    [{ kind: 'issuer', issuer: 'http://idp.example' }, 'issuer-malformed'],
    [{ kind: 'issuer', issuer: 'https://a:b@idp.example' }, 'issuer-malformed'],
    [{ kind: 'issuer', issuer: 'https://idp.example/#a' }, 'issuer-malformed'],
    [{ kind: 'okta-domain', domain: 'localhost' }, 'okta-domain-malformed'],
    [{ kind: 'okta-domain', domain: '127.0.0.1' }, 'okta-domain-malformed'],
    [{ kind: 'okta-domain', domain: 'acme.okta.com@evil.example' }, 'okta-domain-malformed'],
  ] as const)('refuses %j', async (choice, expected) => {
    expect(await codeOf(() => connectOptions(choice))).toBe(expected)
  })
})

describe('authorizationRequest', () => {
  const effects = { random: randomBytes, now: () => now }
  const ask = async (more: Partial<AuthorizationRequestInput> = {}) => {
    const idp = await discover(
      { fetch: fakeFetch(goodAnswers) },
      connectOptions(goodScenario.choice),
    )
    const { url, remembered } = authorizationRequest(
      { idp, clientId, redirectUri, ...more },
      effects,
    )
    return { remembered, asked: Object.fromEntries(new URL(url).searchParams) }
  }

  test('a code, with PKCE, state and nonce', async () => {
    const { asked, remembered } = await ask()
    const { codeVerifier = '' } = remembered
    expect(asked).toEqual({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: 'openid email profile',
      state: remembered.state,
      nonce: remembered.nonce,
      code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
      code_challenge_method: 'S256',
    })
    expect(codeVerifier).toMatch(/^[\w-]{43}$/)
    expect(remembered).toMatchObject({
      issuer,
      clientId,
      flow: 'code',
      responseMode: 'query',
      at: now.toISOString(),
    })
  })

  test('an ID token comes by form post, whatever is said (T48, T73)', async () => {
    const { asked, remembered } = await ask({ flow: 'id-token', responseMode: 'query' })
    expect(asked).toMatchObject({ response_type: 'id_token', response_mode: 'form_post' })
    expect(asked).not.toHaveProperty('code_challenge')
    expect(remembered).not.toHaveProperty('codeVerifier')
  })

  test('what is wished for is asked for', async () => {
    const { asked, remembered } = await ask({
      ...{
        responseMode: 'form_post',
        prompt: 'login',
        maxAgeSeconds: 0,
        loginHint: 'ada@example.com',
      },
      scopes: ['groups', 'openid'],
    })
    expect(asked).toMatchObject({
      ...{
        response_mode: 'form_post',
        prompt: 'login',
        max_age: '0',
        login_hint: 'ada@example.com',
      },
      scope: 'openid groups',
    })
    expect(remembered.maxAgeSeconds).toBe(0)
  })

  test('no two are alike, and none is remembered by the URL', async () => {
    const [a, b] = await Promise.all([ask(), ask()])
    expect(a.remembered.state).not.toBe(b.remembered.state)
    expect(JSON.stringify(a.asked)).not.toContain(a.remembered.codeVerifier)
  })

  test('Google is told the domain', async () => {
    const idp = { ...(await connect(goodScenario)).idp, hostedDomain: 'example.com' }
    expect((await ask({ idp })).asked.hd).toBe('example.com')
  })
})

describe('how we prove who we are', () => {
  const privateKey = readFileSync(
    join(golden, 'saml', 'test-keys', 'TEST-ONLY-next.key.pem'),
    'utf8',
  )
  const certificate = readFileSync(
    join(golden, 'saml', 'test-keys', 'TEST-ONLY-next.crt.pem'),
    'utf8',
  )

  test.each(['client_secret_basic', 'client_secret_post'] as const)('%s', async (method) => {
    const client = { clientId, authentication: { method, clientSecret: 's:ü+%' } } as const
    const { idp, remembered } = await connect(goodScenario)
    const bodies: { headers: Record<string, string>; body: string }[] = []
    const answers = fakeFetch(goodAnswers)
    const effects = {
      ...{ now: () => now, random: randomBytes },
      fetch: async (...[url, init]: Parameters<typeof answers>) => {
        if (url.endsWith('/token')) bodies.push({ headers: init.headers, body: init.body ?? '' })
        return answers(url, init)
      },
    }
    const callback = parseCallback({ state, code, iss: issuer }, 'query')
    const keys = createSigningKeys(effects)
    await completeSignIn({ idp, remembered, client, callback }, { ...effects, keys })
    const form = Object.fromEntries(new URLSearchParams(bodies[0]?.body))
    expect(form).toMatchObject({
      ...{ grant_type: 'authorization_code', code, redirect_uri: redirectUri },
      code_verifier: remembered.codeVerifier,
    })
    if (method === 'client_secret_post') expect(form.client_secret).toBe('s:ü+%')
    else {
      const [, basic = ''] = bodies[0]?.headers['authorization']?.split(' ') ?? []
      const [id, secret] = Buffer.from(basic, 'base64')
        .toString()
        .split(':')
        .map(decodeURIComponent)
      expect([id, secret]).toEqual([clientId, 's:ü+%'])
    }
  })

  test('private_key_jwt is for the issuer, once, for a minute, and named as the IdP knows it', async () => {
    const { clientAuthOf } = await import('../../src/oidc/client.js')
    const { idp } = await connect(goodScenario)
    const authentication = {
      method: 'private_key_jwt',
      privateKey,
      keyId: 'k1',
      certificate,
    } as const
    const add = await clientAuthOf({ clientId, authentication }, { idp, now, random: randomBytes })
    const form = new URLSearchParams()
    add({ issuer }, { client_id: clientId }, form, new Headers())
    const key = createPublicKey(publicPem('next'))
    const { payload, protectedHeader } = await jwtVerify(form.get('client_assertion') ?? '', key, {
      ...{ issuer: clientId, subject: clientId, audience: issuer, currentDate: now },
    })
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(60)
    expect(payload.jti).toMatch(/^[\w-]{43}$/)
    expect(protectedHeader).toMatchObject({ alg: 'RS256', kid: 'k1' })
    expect(protectedHeader['x5t#S256']).toMatch(/^[\w-]{43}$/)
    expect(form.get('client_assertion_type')).toBe(
      'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    )
  })
})
