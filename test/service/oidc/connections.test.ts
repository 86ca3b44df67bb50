/** OpenID Connect connections over the admin API: what is refused and why, and that a client secret goes in and never comes out. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { createPublicKey } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { readFileSync } from 'node:fs'
import { startPracticeIdp, type PracticeIdp } from '../../../src/practice-idp/index.js'
import { enable } from '../people.js'
import { organizationInput, startTestService, type TestService } from '../support.js'
import {
  attemptOf,
  clientId,
  clientSecret,
  connectionInput,
  furnish,
  registerApp,
  seen,
  signIn,
  startOidcService,
  tenantId,
} from './support.js'

let idp: PracticeIdp
let service: TestService

beforeAll(async () => {
  idp = await startPracticeIdp({ port: 0 })
})
afterAll(() => idp.close())
beforeEach(async () => {
  service = await startOidcService()
  await service.admin('PUT', '/organizations/acme', organizationInput)
})
afterEach(() => service.close())

const path = '/oidc-connections/acme-oidc'
const put = (more: object = {}, headers: Record<string, string> = {}) =>
  service.admin('PUT', path, connectionInput(idp, more), headers)
/** Without saying the secret again. */
const change = (more: object = {}) => put({ clientSecret: undefined, ...more })
const codeOf = async (answer: ReturnType<typeof put>) => {
  const { json, status } = await answer
  return [status, json['code'] ?? null, json['path'] ?? null]
}

describe('registration', () => {
  test('asks the IdP about itself, and tells what it must know of us', async () => {
    const { status, json, headers } = await put()
    expect([status, headers.get('etag')]).toEqual([201, '"1"'])
    expect(json).toMatchObject({
      ...{ name: 'acme-oidc', organization: 'acme', preset: 'sonarqube-cloud', status: 'draft' },
      ...{ clientId, clientAuthentication: 'client_secret_basic', responseType: 'code' },
      scopes: ['openid', 'email', 'profile'],
      idp: {
        ...{ issuer: idp.issuer, idpKind: 'other', tenantId: null, sendsIssuer: true },
        tokenEndpoint: `${idp.issuer}/token`,
      },
      endpoints: {
        redirectUri: `${service.url}/oidc/acme-oidc/callback`,
        loginUrl: `${service.url}/oidc/acme-oidc/login`,
        jwksUrl: `${service.url}/oidc/acme-oidc/jwks`,
      },
      attributeNames: { login: 'login', groups: 'groups' },
      clientSecretSetAt: service.clock.now().toISOString(),
    })
  })

  test('the same again changes nothing; a change counts; a wrong version is refused', async () => {
    await put({}, { 'if-none-match': '*', 'idempotency-key': 'one' })
    const repeated = await put({}, { 'if-none-match': '*', 'idempotency-key': 'one' })
    expect([repeated.status, repeated.json['version']]).toEqual([201, 1])
    expect(await codeOf(put({}, { 'if-none-match': '*', 'idempotency-key': 'two' }))).toEqual([
      412,
      'already-exists',
      null,
    ])
    expect((await put()).json['version']).toBe(1)
    expect((await change()).json['version']).toBe(1)
    // A set: order and repetition say nothing.
    expect((await change({ scopes: ['profile', 'email', 'email'] })).json['version']).toBe(1)
    expect((await change({ scopes: ['groups'] })).json).toMatchObject({
      ...{ version: 2, scopes: ['openid', 'groups'] },
    })
    expect(await codeOf(put({}, { 'if-match': '"1"' }))).toEqual([412, 'version-conflict', null])
    expect((await service.admin('GET', '/oidc-connections')).json['items']).toHaveLength(1)
    const removed = await service.admin('DELETE', path, undefined, { 'if-match': '"2"' })
    expect([removed.status, (await service.admin('GET', path)).status]).toEqual([204, 404])
  })

  test('a repeated create with another secret is no repetition', async () => {
    const headers = { 'if-none-match': '*', 'idempotency-key': 'one' }
    await put({}, headers)
    expect((await codeOf(put({ clientSecret: 'another' }, headers)))[1]).toBe('already-exists')
  })

  test('a name is one among all connections, whatever they speak', async () => {
    await put()
    const saml = { organization: 'acme', idpMetadataUrl: idp.metadataUrl }
    expect(await codeOf(service.admin('PUT', '/saml-connections/acme-oidc', saml))).toEqual([
      ...[409, 'name-taken', 'name'],
    ])
    await service.admin('PUT', '/saml-connections/acme-saml', saml)
    const taken = service.admin('PUT', '/oidc-connections/acme-saml', connectionInput(idp))
    expect(await codeOf(taken)).toEqual([409, 'name-taken', 'name'])
    const names = (await service.client.call('listConnections')).items
    expect(names.map(({ name, protocol, idp: trusted }) => [name, protocol, trusted])).toEqual([
      ['acme-oidc', 'oidc', idp.issuer],
      ['acme-saml', 'saml', idp.entityId],
    ])
  })

  test('its organization must be there, and stays', async () => {
    expect(await codeOf(put({ organization: 'nobody' }))).toEqual([
      ...[422, 'organization-missing', 'organization'],
    ])
    await put()
    await service.admin('PUT', '/organizations/other', organizationInput)
    expect(await codeOf(change({ organization: 'other' }))).toEqual([
      ...[409, 'organization-fixed', 'organization'],
    ])
    expect((await service.admin('DELETE', '/organizations/acme')).status).toBe(409)
  })
})

describe('S04: what the IdP says of itself is judged at once', () => {
  const servers: Server[] = []
  afterEach(() => servers.splice(0).forEach((server) => server.close()))

  /** An IdP that publishes this document; `issuer` in it is replaced by its own address. */
  async function publishing(change: (document: Record<string, unknown>) => unknown) {
    const good = await fetch(`${idp.issuer}/.well-known/openid-configuration`)
    const document = (await good.json()) as Record<string, unknown>
    const server = createServer((_request, response) => {
      const { port } = server.address() as { port: number }
      const own = { ...document, issuer: `http://127.0.0.1:${port}` }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(change(own)))
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as { port: number }).port}`
  }

  test.each([
    ['another issuer', 'discovery-issuer-mismatch', { issuer: 'https://other.example' }],
    ['no token endpoint', 'discovery-endpoint-missing', { token_endpoint: undefined }],
    ['endpoints by http', 'discovery-endpoint-insecure', { jwks_uri: 'http://idp.example/jwks' }],
    [
      'no algorithm we take',
      'discovery-algorithms-unsupported',
      { id_token_signing_alg_values_supported: ['HS256'] },
    ],
    ['no PKCE', 'discovery-pkce-unsupported', { code_challenge_methods_supported: ['plain'] }],
    ['no code', 'response-type-unsupported', { response_types_supported: ['token'] }],
    ['no such response mode', 'response-mode-unsupported', { response_modes_supported: ['web'] }],
    [
      'no such client authentication',
      'client-authentication-unsupported',
      { token_endpoint_auth_methods_supported: ['tls_client_auth'] },
    ],
  ])('%s: %s', async (_title, code, more) => {
    const issuer = await publishing((document) => ({ ...document, ...more }))
    expect((await codeOf(put({ issuer })))[1]).toBe(code)
    expect((await service.admin('GET', path)).status).toBe(404)
  })

  test('nobody there, a page, an address inside', async () => {
    const gone = await publishing(() => ({}))
    servers.splice(0).forEach((server) => server.close())
    expect((await codeOf(put({ issuer: gone })))[1]).toBe('discovery-unreachable')
    const page = await publishing(() => 'a text')
    expect((await codeOf(put({ issuer: page })))[1]).toBe('discovery-malformed')
    const inside = put({ issuer: 'https://169.254.169.254' })
    expect(await codeOf(inside)).toEqual([422, 'outgoing-address-refused', 'issuer'])
  })
})

describe('what the IdP is named by', () => {
  const named = (more: object) => codeOf(put({ issuer: null, ...more }))

  test.each([
    ['nothing', {}, 'idp-source-ambiguous', 'issuer'],
    [
      'two ways',
      { issuer: 'https://a.example', oktaDomain: 'a.okta.com' },
      'idp-source-ambiguous',
      'issuer',
    ],
    ['an issuer with a query', { issuer: 'https://a.example/?x' }, 'issuer-malformed', 'issuer'],
    [
      'Google without a domain',
      { issuer: 'https://accounts.google.com' },
      'google-hosted-domain-missing',
      'issuer',
    ],
    [
      'no Google domain',
      { googleHostedDomain: 'not a domain' },
      'google-hosted-domain-malformed',
      'googleHostedDomain',
    ],
    [
      'Okta’s admin console',
      { oktaDomain: 'acme-admin.okta.com' },
      'okta-domain-admin',
      'oktaDomain',
    ],
    ['no Okta domain', { oktaDomain: 'acme' }, 'okta-domain-malformed', 'oktaDomain'],
  ])('%s is refused', async (_title, more, code, field) => {
    expect(await named(more)).toEqual([400, code, field])
  })

  test.each([
    ['a shared tenant', 'common', 'entra-tenant-shared'],
    ['a domain for a tenant', 'acme.onmicrosoft.com', 'entra-tenant-malformed'],
  ])('T75: %s is refused', async (_title, entraTenantId, code) => {
    await service.admin('PUT', '/organizations/saas', {
      ...{ preset: 'torque', displayName: 'SaaS', roleRules: [] },
    })
    const answer = named({ organization: 'saas', entraTenantId })
    expect(await answer).toEqual([400, code, 'entraTenantId'])
  })
})

describe('what a service’s page asks for', () => {
  const under = async (preset: string, more: object) => {
    const organization = `of-${preset}`
    await service.admin('PUT', `/organizations/${organization}`, {
      ...{ preset, displayName: 'Acme', roleRules: [] },
    })
    return codeOf(put({ organization, ...more }))
  }
  const byPost = { responseType: 'id_token', responseMode: 'form_post' }
  const publicClient = { clientAuthentication: 'none', clientSecret: undefined }
  const tenant = { issuer: null, entraTenantId: tenantId }

  test.each([
    ['Q01', 'qualified', {}, 'protocol-unsupported', 'preset'],
    ['S21', 'sonarqube-cloud', tenant, 'idp-choice-not-offered', 'entraTenantId'],
    [
      'S21',
      'sonarqube-cloud',
      publicClient,
      'client-authentication-required',
      'clientAuthentication',
    ],
    [
      'W01',
      'twenty',
      { ...tenant, ...publicClient },
      'client-authentication-required',
      'clientAuthentication',
    ],
    [
      'W01',
      'twenty',
      { issuer: null, oktaDomain: 'acme.okta.com' },
      'idp-choice-not-offered',
      'oktaDomain',
    ],
    [
      'T73',
      'torque',
      { ...publicClient, ...byPost },
      'client-authentication-required',
      'clientAuthentication',
    ],
    [
      'T73',
      'torque',
      { ...publicClient, responseType: 'id_token' },
      'response-mode-unsafe',
      'responseMode',
    ],
    [
      'T73',
      'torque',
      { ...tenant, ...byPost },
      'client-authentication-unused',
      'clientAuthentication',
    ],
    [
      'T73',
      'torque',
      { ...tenant, clientAuthentication: 'none' },
      'client-secret-unused',
      'clientSecret',
    ],
    [
      'S08',
      'torque',
      { settings: { idpInitiated: true } },
      'setting-not-offered',
      'settings.idpInitiated',
    ],
    ['S51', 'torque', { settings: { audience: 'x' } }, 'setting-not-offered', 'settings.audience'],
    [
      'S09',
      'sonarqube-cloud',
      { attributeMapping: { shoeSize: 'x' } },
      'unknown-mapping-field',
      'attributeMapping.shoeSize',
    ],
  ])('%s %s: %j is %s', async (_id, preset, more, code, field) => {
    expect(await under(preset, more)).toEqual([400, code, field])
  })
})

describe('a client secret', () => {
  const everything = () =>
    ['', '-wal'].map((suffix) => readFileSync(`${service.folder}/mortise.db${suffix}`)).join('')

  test('goes in, and is in no answer, log or file', async () => {
    const answers = [await put(), await change(), await service.admin('GET', path)]
    answers.push(await service.admin('GET', '/oidc-connections'))
    answers.push(await put({ clientSecret: 'x'.repeat(2000) }))
    for (const { text } of answers) {
      expect(text).not.toContain(clientSecret)
      expect(text).not.toContain('x'.repeat(20))
    }
    expect(service.logged.join('')).not.toContain(clientSecret)
    expect(everything()).not.toContain(clientSecret)
    expect(JSON.stringify(await service.store.changes.list(100))).not.toContain(clientSecret)
  })

  test('stays when something else is changed', async () => {
    await furnish(service, idp)
    const { json } = await change({ scopes: ['openid', 'groups', 'email'] })
    expect(json['version']).toBe(2)
    expect((await signIn(service, idp)).status).toBe(303)
  })

  test('given anew counts as a change, and the test of before proves it no more', async () => {
    await furnish(service, idp)
    const before = await service.admin('GET', path)
    service.clock.advance(1)
    const after = await put({ clientSecret: 'the new one' })
    expect(after.json['version']).toBe(2)
    expect(after.json['clientSecretSetAt']).not.toBe(before.json['clientSecretSetAt'])
    expect(after.json['configDigest']).not.toBe(before.json['configDigest'])
    const landed = await signIn(service, idp)
    expect((await attemptOf(service, landed)).finding?.code).toBe('token-client-refused')
    await registerApp(idp, `${service.url}/oidc/acme-oidc/callback`, {
      clientSecret: 'the new one',
    })
    expect((await signIn(service, idp)).status).toBe(303)
    expect((await put({ clientSecret: 'the new one' })).json['version']).toBe(2)
  })

  test('is told to nobody but those it was given for', async () => {
    const other = await startPracticeIdp({ port: 0 })
    await put()
    for (const more of [{ clientId: 'another' }, { issuer: other.issuer }]) {
      expect(await codeOf(change(more))).toEqual([
        409,
        'client-secret-needed-again',
        'clientSecret',
      ])
      expect((await put(more)).status).toBe(200)
      expect((await put()).status).toBe(200)
    }
    await other.close()
  })

  test('must be given where one is used; one that is not used any more is forgotten', async () => {
    expect(await codeOf(change())).toEqual([400, 'client-secret-missing', 'clientSecret'])
    await put()
    expect(await service.store.secrets.namesNotUnder('')).toHaveLength(1)
    const byKey = await change({ clientAuthentication: 'private_key_jwt' })
    expect(byKey.json['clientSecretSetAt']).toBeNull()
    expect(await service.store.secrets.namesNotUnder('')).toEqual([
      'oidc-connections/acme-oidc/client-key',
    ])
    expect((await codeOf(change({ clientAuthentication: 'client_secret_post' })))[1]).toBe(
      'client-secret-missing',
    )
    await service.admin('DELETE', path)
    expect(await service.store.secrets.namesNotUnder('')).toEqual([])
  })

  test('is not taken by a service that could not encrypt it', async () => {
    const keyless = await startTestService()
    await keyless.admin('PUT', '/organizations/acme', organizationInput)
    const refused = await keyless.admin('PUT', path, connectionInput(idp))
    expect([refused.status, refused.json['code']]).toEqual([503, 'secret-key-missing'])
    expect((await keyless.admin('GET', path)).status).toBe(404)
    await keyless.close()
  })

  test('whose key is lost lets nobody in, and says what to do', async () => {
    await furnish(service, idp)
    const name = 'oidc-connections/acme-oidc/client-secret'
    const sealed = await service.store.secrets.find(name)
    if (!sealed) throw new Error('no secret')
    await service.store.transaction((tx) => tx.secrets.put({ ...sealed, keyId: 'lost' }))
    const { finding } = await attemptOf(service, await signIn(service, idp))
    expect([finding?.code, finding?.owner]).toEqual(['secret-unreadable', 'sp'])
    expect(finding?.remedy).toContain('give the secret again')
    expect((await put()).status).toBe(200)
    expect((await signIn(service, idp)).status).toBe(303)
  })
})

describe('a key of our own', () => {
  test('proves us to the IdP, and its public half alone is published', async () => {
    const more = { clientAuthentication: 'private_key_jwt', clientSecret: undefined }
    const { json } = await put(more)
    const { jwksUrl } = json['endpoints'] as { jwksUrl: string }
    const published = (await (await fetch(jwksUrl)).json()) as { keys: JsonWebKey[] }
    expect(published.keys).toHaveLength(1)
    const [key = {}] = published.keys
    expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
    const publicKey = createPublicKey({ key: key as never, format: 'jwk' })
      .export({ type: 'spki', format: 'pem' })
      .toString()
    const redirectUri = `${service.url}/oidc/acme-oidc/callback`
    await registerApp(idp, redirectUri, { clientSecret: undefined, publicKey })
    await enable(service, 'acme-oidc')
    expect((await seen(service, await signIn(service, idp)))['user']).toMatchObject({
      login: 'ada',
    })
    // Kept through other changes: the IdP knows this one.
    await change({ ...more, scopes: ['openid', 'email'] })
    expect(await (await fetch(jwksUrl)).json()).toEqual(published)
    const sealed = JSON.stringify(
      await service.store.secrets.find('oidc-connections/acme-oidc/client-key'),
    )
    expect(sealed).not.toContain('PRIVATE KEY')
  })

  describe('is followed by the next', () => {
    const more = { clientAuthentication: 'private_key_jwt', clientSecret: undefined }
    const keys = `${path}/client-keys`
    let own: PracticeIdp
    beforeEach(async () => {
      own = await startPracticeIdp({ port: 0, now: () => service.clock.now() })
      await service.admin('PUT', path, connectionInput(own, more))
    })
    afterEach(() => own.close())

    const published = async (): Promise<readonly string[]> => {
      const { json } = await service.get('/oidc/acme-oidc/jwks')
      return (json['keys'] as { kid: string }[]).map(({ kid }) => kid)
    }
    const listed = async () =>
      (await service.client.call('listClientKeys', { params: { name: 'acme-oidc' } })).items
    const states = async () => (await listed()).map(({ id, state }) => [id, state])
    /** The IdP believes this key and no other. */
    async function believe(id: string): Promise<void> {
      const jwk = (await listed()).find((key) => key.id === id)?.publicJwk
      const publicKey = createPublicKey({ key: jwk as never, format: 'jwk' })
        .export({ type: 'spki', format: 'pem' })
        .toString()
      const redirectUri = `${service.url}/oidc/acme-oidc/callback`
      await registerApp(own, redirectUri, { clientSecret: undefined, publicKey })
    }

    test('published before it is used, the one before published after: no sign-in fails', async () => {
      await enable(service, 'acme-oidc')
      const first = (await listed())[0]?.id ?? ''
      await believe(first)
      const made = await service.admin('POST', keys)
      const next = String(made.json['id'])
      expect([made.status, await states()]).toEqual([
        201,
        [
          [first, 'active'],
          [next, 'next'],
        ],
      ])
      expect(await published()).toEqual([first, next])
      expect((await signIn(service, own)).status).toBe(303)
      expect((await service.admin('POST', keys)).json['code']).toBe('key-pending')
      const early = await service.admin('POST', `${keys}/${next}/activation`, {})
      expect([early.status, early.json['code']]).toEqual([400, 'key-published-too-recently'])
      service.clock.advance(24 * 60)
      expect((await service.admin('POST', `${keys}/${next}/activation`, {})).status).toBe(200)
      expect(await states()).toEqual([
        [next, 'active'],
        [first, 'old'],
      ])
      expect(await published()).toEqual([next, first])
      await believe(next)
      expect((await signIn(service, own)).status).toBe(303)
      expect((await service.admin('DELETE', `${keys}/${next}`)).json['code']).toBe(
        'client-key-active',
      )
      expect((await service.admin('DELETE', `${keys}/${first}`)).status).toBe(204)
      expect(await published()).toEqual([next])
    })

    test('another change of the connection keeps the one that waits, another way to prove ourselves forgets both', async () => {
      const next = String((await service.admin('POST', keys)).json['id'])
      await service.admin(
        'PUT',
        path,
        connectionInput(own, { ...more, scopes: ['openid', 'email'] }),
      )
      expect(await states()).toHaveLength(2)
      const activation = await service.admin('POST', `${keys}/${next}/activation`, { early: true })
      expect(activation.json).toMatchObject({ id: next, state: 'active' })
      await service.admin('POST', keys)
      await service.admin('PUT', path, connectionInput(own))
      expect((await service.admin('GET', keys)).json['code']).toBe('client-key-unused')
      for (const name of ['client-key', 'client-key-next']) {
        const sealed = `oidc-connections/acme-oidc/${name}`
        expect(await service.store.secrets.find(sealed)).toBeUndefined()
      }
      expect(await published()).toEqual([])
    })

    test('the private half of neither is ever shown', async () => {
      const { text } = await service.admin('POST', keys)
      const all = await service.admin('GET', keys)
      expect(`${text}${all.text}`).not.toMatch(/PRIVATE|"d":|"p":/)
    })
  })
})
