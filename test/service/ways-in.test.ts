/** The ways in beside the IdP: break-glass passwords, e-mail domains, and the policy that requires SSO. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { startPracticeIdp, type PracticeIdp } from '../../src/practice-idp/index.js'
import { askIdp, furnishOnly, post } from './people.js'
import { startTestService, type Answer, type TestService } from './support.js'

let idp: PracticeIdp
let service: TestService
let txt: Record<string, string[]>

beforeAll(async () => {
  idp = await startPracticeIdp({ port: 0 })
})
afterAll(() => idp.close())
beforeEach(async () => {
  txt = {}
  service = await startTestService({ resolveTxt: async (name) => txt[name] ?? [] })
  await furnishOnly(service, idp)
})
afterEach(() => service.close())

const password = 'correct horse battery staple'
const root = 'root@acme.example'
const administrator = (email = root, organization = 'acme') => ({
  params: { organization, email },
})

async function makeAdministrator(email = root): Promise<void> {
  const { client } = service
  await client.call('putAdministrator', {
    ...administrator(email),
    body: { displayName: 'Root' },
  })
  await client.call('putPassword', { ...administrator(email), body: { password } })
}

async function send(
  path: string,
  form: Record<string, string>,
  headers: Record<string, string> = { origin: service.url },
): Promise<Answer & { readonly cookie: string }> {
  const response = await fetch(`${service.url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { accept: 'application/json', ...headers },
    body: new URLSearchParams(form),
  })
  const text = await response.text()
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {}
  return { status: response.status, headers: response.headers, text, json, cookie }
}

const enter = (email = root, secret = password) =>
  send('/login/password', { email, password: secret })

const codeBehind = async (refused: Answer): Promise<string | undefined> => {
  const params = { reference: String(refused.json['reference']) }
  return (await service.client.call('getSignInAttempt', { params })).finding?.code
}

/** Tests and enables the connection. */
async function prove(name = 'acme-okta'): Promise<void> {
  const params = { name }
  const { url } = await service.client.call('createConnectionTest', { params })
  const opened = await service.get((url ?? '').slice(service.url.length))
  await post(await askIdp(idp, opened.headers.get('location') ?? ''))
  await service.client.call('putActivation', { params, body: {} })
}

describe('an administrator with a password', () => {
  test('signs in, and is somebody without an IdP', async () => {
    await makeAdministrator()
    const landed = await enter(' Root@Acme.Example ')
    expect([landed.status, landed.headers.get('location')]).toEqual([303, '/'])
    const seen = await service.get('/', { cookie: landed.cookie, accept: 'application/json' })
    expect(seen.json).toMatchObject({
      user: { email: root, name: 'Root' },
      organization: 'acme',
      connection: null,
    })
    const known = await service.client.call('getAdministrator', administrator())
    expect(known.passwordWorkedAt).toBe(service.clock.now().toISOString())
    const { items } = await service.client.call('listSignInAttempts')
    expect(items[0]).toMatchObject({ connection: null, outcome: 'signed-in', user: root })
  })

  test('a stranger cannot tell who is known, nor read why', async () => {
    await makeAdministrator()
    const answers = [await enter(root, 'wrong'), await enter('nobody@acme.example', 'wrong')]
    for (const { status, json } of answers) {
      expect([status, json]).toEqual([
        403,
        { error: 'sign-in-failed', reference: expect.any(String) },
      ])
    }
    expect(await Promise.all(answers.map(codeBehind))).toEqual([
      'password-wrong',
      'administrator-unknown',
    ])
  })

  test('the password is kept as argon2id and shown nowhere', async () => {
    await makeAdministrator()
    await enter()
    const record = await service.store.administrators.findByEmail(root)
    expect(record?.passwordHash).toMatch(/^\$argon2id\$/)
    const { text } = await service.admin('GET', '/organizations/acme/administrators')
    expect(text).not.toMatch(/argon2|horse/)
    expect(service.logged.join('')).not.toContain('horse')
    expect(JSON.stringify(await service.store.changes.list(99))).not.toContain('horse')
  })

  test('a new password ends the sessions of the old, and must prove itself', async () => {
    await makeAdministrator()
    const { cookie } = await enter()
    const path = `/organizations/acme/administrators/${root}/password`
    expect((await service.admin('PUT', path, { password: 'too short' })).json).toMatchObject({
      code: 'invalid-input',
      path: 'password',
    })
    const set = await service.admin('PUT', path, { password: 'another good password' })
    expect(set.json).toMatchObject({ passwordWorkedAt: null })
    expect((await service.get('/', { cookie })).status).toBe(401)
    expect((await enter()).status).toBe(403)
  })

  test('an address is one administrator, whatever the organization', async () => {
    await makeAdministrator()
    await service.admin('PUT', '/organizations/other', {
      preset: 'sonarqube-cloud',
      displayName: 'Other',
    })
    const path = `/organizations/other/administrators/${root.toUpperCase()}`
    const { json } = await service.admin('PUT', path, { displayName: 'Me too' })
    expect(json).toMatchObject({ code: 'already-exists', path: 'email' })
  })

  test.each([
    ['another site', { origin: 'https://evil.example' }],
    ['nobody knows whom', {}],
  ])('a form posted by %s is not taken', async (_title, headers) => {
    await makeAdministrator()
    const refused = await send('/login/password', { email: root, password }, headers)
    expect([refused.status, refused.cookie]).toEqual([403, ''])
    expect((await send('/login', { email: root }, headers)).status).toBe(403)
  })

  test('guessing is slowed down', async () => {
    const slow = await startTestService({ rates: { people: 1000, admin: 1000, passwords: 3 } })
    const tries = []
    for (let count = 0; count < 5; count++) {
      const answer = await fetch(`${slow.url}/login/password`, {
        method: 'POST',
        headers: { origin: slow.url, accept: 'application/json' },
        body: new URLSearchParams({ email: root, password: 'guess' }),
      })
      tries.push(answer.status)
    }
    expect(tries).toEqual([403, 403, 403, 429, 429])
    await slow.close()
  })

  test('pages are forms with labels, and no script', async () => {
    for (const path of ['/login', '/login/password']) {
      const { text, status } = await service.get(path, { accept: 'text/html' })
      expect(status).toBe(200)
      expect(text).toContain('<label for="email">')
      expect(text).not.toMatch(/<script|<style|style=|onclick/)
    }
    const again = await send(
      '/login/password',
      { email: '"><b>', password: 'x' },
      { origin: service.url, accept: 'text/html' },
    )
    expect(again.text).toContain('role="alert"')
    expect(again.text).not.toContain('<b>')
  })
})

describe('a domain (T01)', () => {
  const path = '/organizations/acme/domains/acme.example'
  const claim = async (organization = 'acme') =>
    service.admin('PUT', `/organizations/${organization}/domains/acme.example`, {})
  const publish = async (claimed: Answer): Promise<void> => {
    txt[String(claimed.json['recordName'])] = ['v=spf1 -all', String(claimed.json['recordValue'])]
  }

  test('is the organization’s once DNS says so', async () => {
    const claimed = await claim()
    expect(claimed.json).toMatchObject({
      status: 'pending',
      recordName: '_mortise.acme.example',
      recordValue: expect.stringMatching(/^mortise-domain-verification=[\w-]{43}$/),
    })
    const early = await service.admin('POST', `${path}/verify`)
    expect(early.json).toMatchObject({ status: 422, code: 'domain-unverified' })
    txt['_mortise.acme.example'] = ['mortise-domain-verification=another']
    expect((await service.admin('POST', `${path}/verify`)).json['detail']).toContain('one record')
    await publish(claimed)
    const verified = await service.admin('POST', `${path}/verify`)
    expect(verified.json).toMatchObject({ status: 'verified', version: 2 })
    expect((await service.admin('POST', `${path}/verify`)).json).toEqual(verified.json)
  })

  test('is one organization’s; another claim has another proof', async () => {
    await service.admin('PUT', '/organizations/other', {
      preset: 'sonarqube-cloud',
      displayName: 'Other',
    })
    const [mine, theirs] = [await claim(), await claim('other')]
    expect(mine.json['recordValue']).not.toBe(theirs.json['recordValue'])
    txt['_mortise.acme.example'] = [mine, theirs].map(({ json }) => String(json['recordValue']))
    await service.admin('POST', `${path}/verify`)
    const late = await service.admin('POST', '/organizations/other/domains/acme.example/verify')
    expect(late.json).toMatchObject({ status: 409, code: 'domain-taken' })
    await service.admin('DELETE', path)
    expect(
      (await service.admin('POST', '/organizations/other/domains/acme.example/verify')).status,
    ).toBe(200)
  })

  test.each(['localhost', 'acme', '-a.example', 'a..example', '192.168.1.1', 'ä.example'])(
    'cannot be %s',
    async (name) => {
      const answer = await service.admin(
        'PUT',
        `/organizations/acme/domains/${encodeURIComponent(name)}`,
        {},
      )
      expect(answer.json['code']).toBe('invalid-input')
    },
  )

  test('leads its people to their connection, once verified and enabled', async () => {
    const next = async (email: string) => {
      const answer = await send('/login', { email })
      return answer.headers.get('location') ?? answer.json['next']
    }
    await publish(await claim())
    await prove()
    expect(await next('ada@acme.example')).toBe('password')
    await service.admin('POST', `${path}/verify`)
    expect(await next('Ada@ACME.example')).toBe(`${service.url}/saml/acme-okta/login`)
    expect(await next('ada@sub.acme.example')).toBe('password')
    expect(await next('no address')).toBe('password')
    const page = await send(
      '/login',
      { email: 'ada@acme.example' },
      { origin: service.url, accept: 'text/html' },
    )
    expect(page.headers.get('refresh')).toBe(`0;url=${service.url}/saml/acme-okta/login`)
    await service.admin('DELETE', '/connections/acme-okta/activation')
    expect(await next('ada@acme.example')).toBe('password')
  })

  test('with several connections, leads where it was told to', async () => {
    await furnishOnly(service, idp, 'acme-second')
    await publish(await claim())
    await service.admin('POST', `${path}/verify`)
    await prove()
    await prove('acme-second')
    const location = async () =>
      (await send('/login', { email: 'a@acme.example' })).headers.get('location')
    expect(await location()).toBeNull()
    expect((await service.admin('PUT', path, { connection: 'nope' })).json['code']).toBe(
      'connection-missing',
    )
    await service.admin('PUT', path, { connection: 'acme-second' })
    expect(await location()).toContain('/saml/acme-second/login')
  })
})

describe('the URL of an organization', () => {
  const at = async (name: string, query = '') => {
    const { status, headers, text } = await service.get(`/organizations/${name}/login${query}`)
    return { status, location: headers.get('location'), text }
  }

  test('leads straight to its only open connection, and back to the local path wanted', async () => {
    await prove()
    const loginUrl = `${service.url}/saml/acme-okta/login`
    expect(await at('acme')).toMatchObject({ status: 302, location: loginUrl })
    expect((await at('acme', '?to=/attempts')).location).toBe(`${loginUrl}?RelayState=%2Fattempts`)
    expect((await at('acme', '?to=//evil.example')).location).toBe(loginUrl)
  })

  test('names each of several that are open, and none that is not', async () => {
    await prove()
    await furnishOnly(service, idp, 'acme-second')
    expect((await at('acme')).location).toBe(`${service.url}/saml/acme-okta/login`)
    await prove('acme-second')
    const { status, text } = await at('acme')
    expect(status).toBe(200)
    expect(text).toContain('Sign in by acme-okta')
    expect(text).toContain(`href="${service.url}/saml/acme-second/login"`)
  })

  test('is the page for everybody where nothing is open, or nobody is called so', async () => {
    const page = (await service.get('/login')).text
    for (const name of ['acme', 'nobody', '%2e%2e', 'A'.repeat(200)]) {
      expect(await at(name)).toEqual({ status: 200, location: null, text: page })
    }
  })
})

describe('requiring SSO (W10, T74)', () => {
  const path = '/organizations/acme/sso-policy'
  const require = (emails = [root]) =>
    service.admin('PUT', path, { requireSso: true, breakGlassAdministrators: emails })

  test('needs a proven connection and a break-glass password that has worked', async () => {
    await makeAdministrator()
    expect((await require()).json['code']).toBe('sign-in-unproven')
    await service.admin('PUT', '/connections/acme-okta/activation', {
      override: { reason: 'no time for a test' },
    })
    expect((await require()).json['code']).toBe('sign-in-unproven')
    await prove()
    expect((await require()).json).toMatchObject({ status: 409, code: 'break-glass-missing' })
    await enter()
    expect((await require(['nobody@acme.example'])).json['code']).toBe('administrator-missing')
    expect((await require([])).json['code']).toBe('break-glass-missing')
    const required = await require()
    expect([required.status, required.json['faults']]).toEqual([201, []])
  })

  test('refuses every other password, and says so only to administrators', async () => {
    await makeAdministrator()
    await makeAdministrator('second@acme.example')
    await prove()
    await enter()
    await require()
    const refused = await enter('second@acme.example')
    expect(refused.status).toBe(403)
    expect(await codeBehind(refused)).toBe('sso-required')
    expect((await enter()).status).toBe(303)
    await service.admin('DELETE', path)
    expect((await enter('second@acme.example')).status).toBe(303)
  })

  test('keeps the last connection and the last break-glass administrator', async () => {
    await makeAdministrator()
    await prove()
    await enter()
    await require()
    for (const object of [
      '/connections/acme-okta/activation',
      '/saml-connections/acme-okta',
      `/organizations/acme/administrators/${root}`,
    ]) {
      const kept = await service.admin('DELETE', object)
      expect([object, kept.status, kept.json['code']]).toEqual([object, 409, 'sso-policy-in-force'])
    }
    const other = await startPracticeIdp({ port: 0 })
    const moved = await service.admin('PUT', '/saml-connections/acme-okta', {
      organization: 'acme',
      idpMetadataUrl: other.metadataUrl,
    })
    await other.close()
    expect(moved.json['code']).toBe('sso-policy-in-force')
    await furnishOnly(service, idp, 'acme-second')
    await prove('acme-second')
    expect((await service.admin('DELETE', '/connections/acme-okta/activation')).status).toBe(204)
    await service.admin('DELETE', path)
    expect(
      (await service.admin('DELETE', `/organizations/acme/administrators/${root}`)).status,
    ).toBe(204)
  })

  test('Torque asks for break-glass before a connection is enabled at all (T74)', async () => {
    await service.admin('PUT', '/organizations/quali', { preset: 'torque', displayName: 'Q' })
    await service.admin('PUT', '/saml-connections/quali-okta', {
      organization: 'quali',
      idpMetadataUrl: idp.metadataUrl,
    })
    const activate = () =>
      service.admin('PUT', '/connections/quali-okta/activation', {
        override: { reason: 'tested in staging' },
      })
    expect((await activate()).json).toMatchObject({ code: 'break-glass-missing', source: 'T74' })
    const email = 'root@quali.example'
    const path = `/organizations/quali/administrators/${email}`
    await service.admin('PUT', path, { displayName: 'Root' })
    await service.admin('PUT', `${path}/password`, { password })
    expect((await activate()).json['code']).toBe('break-glass-missing')
    await enter(email)
    expect((await activate()).json).toMatchObject({ status: 'enabled' })
  })

  test('tells what has come in the way since', async () => {
    await makeAdministrator()
    await prove()
    await enter()
    await require()
    await makeAdministrator() // a new password, not yet proven
    const { json } = await service.admin('GET', path)
    expect(json['faults']).toEqual([expect.objectContaining({ code: 'break-glass-missing' })])
  })
})
