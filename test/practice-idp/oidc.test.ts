/** The OpenID Connect side of the practice IdP: its pages, and how strict it is with a service that does wrong. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { people, type PracticeIdp, startPracticeIdp } from '../../src/practice-idp/index.js'

const redirectUri = 'https://sp.example.com/callback'
const clientSecret = 'secret-of-the-app'
const verifier = 'v'.repeat(43)
const challenge = createHash('sha256').update(verifier).digest('base64url')
const clock = { at: new Date('2026-03-01T12:00:30Z') }

let idp: PracticeIdp

const post = (
  path: string,
  fields: Record<string, unknown>,
  headers: Record<string, string> = {},
) =>
  fetch(`${idp.url}${path}`, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(fields),
  })

const register = (fields: Record<string, unknown>) => post('/clients', fields)

beforeAll(async () => {
  idp = await startPracticeIdp({ port: 0, now: () => clock.at })
  await register({ clientId: 'app', clientSecret, redirectUris: [redirectUri] })
  await register({ clientId: 'public', redirectUris: [redirectUri] })
})
afterAll(() => idp.close())

const asked = {
  client_id: 'app',
  redirect_uri: redirectUri,
  response_type: 'code',
  scope: 'openid',
  state: 'st',
  nonce: 'no',
  code_challenge: challenge,
  code_challenge_method: 'S256',
}
const authorizeUrl = (change: Record<string, string> = {}): string =>
  `${idp.issuer}/authorize?${new URLSearchParams({ ...asked, ...change }).toString()}`

interface Answered {
  readonly parameters: Readonly<Record<string, string>>
  readonly location?: string
}

const signIn = async (change: Record<string, string> = {}): Promise<Answered> =>
  (await (await post('/oidc/sign-in', { ...asked, person: 'ada', ...change })).json()) as Answered

const good = (code: string | undefined) => ({
  ...{ grant_type: 'authorization_code', code, redirect_uri: redirectUri },
  ...{ code_verifier: verifier, client_id: 'app', client_secret: clientSecret },
})

async function redeem(
  change: Record<string, string | undefined> = {},
  code?: string,
): Promise<Response> {
  const fields = { ...good(code ?? (await signIn()).parameters['code']), ...change }
  const form = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  )
  return fetch(`${idp.issuer}/token`, { method: 'POST', body: new URLSearchParams(form) })
}

describe('a person in a browser', () => {
  const browse = (url: string) =>
    fetch(url, { headers: { accept: 'text/html' }, redirect: 'manual' })

  test('is offered everybody, and ways to misbehave', async () => {
    const response = await browse(authorizeUrl())
    const page = await response.text()
    expect(page.match(/<button type="submit" name="person"/g)).toHaveLength(people.length)
    expect(page).toContain('name="nonce" value="no"')
    expect(page).toContain('<option value="alg-none"')
    expect(page).not.toContain('<option value="two-assertions"')
    // Chromium asks the policy again for the redirect after the form.
    expect(response.headers.get('content-security-policy')).toContain(
      "form-action 'self' https://sp.example.com;",
    )
  })

  test('may have the misbehaviour chosen by the URL', async () => {
    const page = await (await browse(authorizeUrl({ misbehave: 'expired' }))).text()
    expect(page).toMatch(/<option value="expired" selected/)
  })

  test('is sent back with a code', async () => {
    const response = await fetch(`${idp.issuer}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ ...asked, person: 'ada' }),
    })
    expect(response.status).toBe(303)
    const url = new URL(response.headers.get('location') ?? '')
    expect(url.origin + url.pathname).toBe(redirectUri)
    expect(url.searchParams.get('iss')).toBe(idp.issuer)
  })

  test('or by a form that posts itself', async () => {
    const fields = {
      ...asked,
      response_mode: 'form_post',
      response_type: 'id_token',
      person: 'ada',
    }
    const body = new URLSearchParams(fields)
    const page = await (await fetch(`${idp.issuer}/sign-in`, { method: 'POST', body })).text()
    expect(page).toContain(`<form id="answer" method="post" action="${redirectUri}">`)
    expect(page).toContain('name="id_token"')
  })

  test('sees on the front page what to give a connection', async () => {
    const page = await (await browse(idp.url)).text()
    expect(page).toContain(idp.issuer)
    expect(page).toContain('href="/misbehaviours"')
  })
})

describe('refuses a request', () => {
  test.each([
    ['of an unknown app', { client_id: 'x' }, 'client-unknown'],
    ['to another redirect URI', { redirect_uri: `${redirectUri}/` }, 'redirect-uri-unregistered'],
    ['for an access token', { response_type: 'token' }, 'response-type-unsupported'],
    ['without openid', { scope: 'email' }, 'scope-unsupported'],
    ['for an ID token by query', { response_type: 'id_token' }, 'response-mode-unsupported'],
    ['with a plain challenge', { code_challenge_method: 'plain' }, 'code-challenge-unsupported'],
    [
      'for an ID token without nonce',
      { response_type: 'id_token', response_mode: 'form_post', nonce: '' },
      'nonce-missing',
    ],
  ])('%s', async (_, change, code) => {
    const response = await fetch(authorizeUrl(change), { headers: { accept: 'application/json' } })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code })
  })

  test('of a public app without PKCE', async () => {
    const { code_challenge: _, code_challenge_method: __, ...rest } = asked
    const response = await post('/oidc/sign-in', { ...rest, client_id: 'public', person: 'ada' })
    expect(await response.json()).toMatchObject({ code: 'code-challenge-unsupported' })
  })

  test('of nobody it knows', async () => {
    const response = await post('/oidc/sign-in', { ...asked, person: 'eve' })
    expect(await response.json()).toMatchObject({ code: 'person-unknown' })
  })
})

describe('the token endpoint', () => {
  test('gives tokens once', async () => {
    const { code } = (await signIn()).parameters
    expect((await redeem({}, code)).status).toBe(200)
    expect(await (await redeem({}, code)).json()).toMatchObject({ error: 'invalid_grant' })
  })

  test.each([
    ['another redirect URI', { redirect_uri: 'https://sp.example.com/' }, 'invalid_grant', 400],
    ['another verifier', { code_verifier: 'x'.repeat(43) }, 'invalid_grant', 400],
    ['no verifier', { code_verifier: undefined }, 'invalid_grant', 400],
    ['another app', { client_id: 'public', client_secret: undefined }, 'invalid_grant', 400],
    ['a wrong secret', { client_secret: 'x' }, 'invalid_client', 401],
    ['no secret', { client_secret: undefined }, 'invalid_client', 401],
    ['an unknown app', { client_id: 'x' }, 'invalid_client', 401],
    ['another grant', { grant_type: 'password' }, 'unsupported_grant_type', 400],
    ['no code', { code: 'x' }, 'invalid_grant', 400],
  ])('refuses %s', async (_, change, error, status) => {
    const response = await redeem(change)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error })
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  test('refuses a code of two minutes ago', async () => {
    const { code } = (await signIn()).parameters
    clock.at = new Date(clock.at.getTime() + 120_000)
    expect(await (await redeem({}, code)).json()).toMatchObject({ error: 'invalid_grant' })
  })
})

test('UserInfo tells about whoever the access token is of, and nobody else', async () => {
  const { access_token: token } = (await (await redeem()).json()) as { access_token: string }
  const ask = (authorization: string) =>
    fetch(`${idp.issuer}/userinfo`, { headers: { authorization } })
  expect(await (await ask(`Bearer ${token}`)).json()).toMatchObject({ sub: 'ada' })
  expect((await ask('Bearer x')).status).toBe(401)
})

test('the keys published are public, and two', async () => {
  const { keys } = (await (await fetch(`${idp.issuer}/jwks`)).json()) as { keys: object[] }
  expect(keys).toHaveLength(2)
  expect(JSON.stringify(keys)).not.toMatch(/"(d|p|q|k)":/)
})

describe('registration', () => {
  test('makes up a client ID', async () => {
    const response = await register({ redirectUris: [redirectUri] })
    expect(response.status).toBe(201)
    expect(await response.json()).toMatchObject({
      clientId: expect.any(String),
      issuer: idp.issuer,
    })
  })

  test.each([
    ['no redirect URI', { redirectUris: [] }, 'invalid-input'],
    ['a redirect URI by http', { redirectUris: ['http://sp.example.com/'] }, 'invalid-input'],
    ['a script', { redirectUris: ['javascript:alert(1)'] }, 'invalid-input'],
    ['an unknown field', { redirectUris: [redirectUri], x: 1 }, 'invalid-input'],
    ['a key that is none', { redirectUris: [redirectUri], publicKey: 'x' }, 'client-key-malformed'],
  ])('refuses %s', async (_, fields, code) => {
    expect(await (await register(fields)).json()).toMatchObject({ code })
  })
})
