/** An administrator's pages over HTTP: who may see them, whose they show, and that nobody else can press their buttons. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { startPracticeIdp, type PracticeIdp } from '../../src/practice-idp/index.js'
import { askIdp, furnish, post, signIn } from './people.js'
import { startTestService, type TestService } from './support.js'

let idp: PracticeIdp
let service: TestService
/** Of an administrator of acme. */
let cookie: string

beforeAll(async () => {
  idp = await startPracticeIdp({ port: 0 })
})
afterAll(() => idp.close())
beforeEach(async () => {
  service = await startTestService()
  await furnish(service, idp)
  cookie = await administratorOf('acme')
})
afterEach(() => service.close())

const password = 'correct horse battery staple'

async function administratorOf(organization: string): Promise<string> {
  const email = `root@${organization}.example`
  const path = `/organizations/${organization}/administrators/${email}`
  await service.admin('PUT', path, { displayName: 'Root' })
  await service.admin('PUT', `${path}/password`, { password })
  const landed = await submit('/login/password', { email, password })
  return landed.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

const submit = (path: string, form: object, headers: Record<string, string> = {}) =>
  fetch(`${service.url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: service.url, accept: 'text/html', ...headers },
    body: new URLSearchParams({ ...form }),
  })

const see = (path: string, as = cookie) => service.get(path, { cookie: as, accept: 'text/html' })

/** @returns the reference of a sign-in that was refused */
async function refuseOne(): Promise<string> {
  const begun = await service.get('/saml/acme-okta/login')
  const answer = await askIdp(idp, begun.headers.get('location') ?? '')
  await post(answer)
  return (await post(answer)).json.reference ?? ''
}

const pages = ['/admin', '/admin/connections/acme-okta', '/admin/sign-in-attempts']

describe('who may see them', () => {
  test.each(pages)('%s sends a stranger to sign in, and back', async (path) => {
    const sent = await see(path, '')
    const location = `/login/password?to=${encodeURIComponent(path)}`
    expect([sent.status, sent.headers.get('location')]).toEqual([303, location])
    expect((await see(location, '')).text).toContain(`name="to" value="${path}"`)
    const form = { email: 'root@acme.example', password, to: path }
    expect((await submit('/login/password', form)).headers.get('location')).toBe(path)
  })

  test.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'nobody is sent on to %s',
    async (to) => {
      expect((await see(`/login/password?to=${encodeURIComponent(to)}`, '')).text).not.toContain(
        'evil',
      )
      const landed = await submit('/login/password', { email: 'root@acme.example', password, to })
      expect(landed.headers.get('location')).toBe('/')
    },
  )

  test.each(pages)('%s is not for people who came through the IdP', async (path) => {
    const answer = await see(path, await signIn(service, idp))
    expect(answer.status).toBe(403)
    expect(answer.text).not.toMatch(/acme-okta|example\.com/)
  })

  test('nor for an administrator whose session has ended', async () => {
    await service.admin('DELETE', '/organizations/acme/administrators/root@acme.example/sessions')
    expect((await see('/admin')).status).toBe(303)
  })

  test('the admin API, one path below, takes no cookie', async () => {
    const answer = await service.get('/admin/v1/organizations', { cookie, accept: 'text/html' })
    expect([answer.status, answer.json['code']]).toEqual([401, 'token-missing'])
  })
})

describe('what they show', () => {
  test('connections with how they stand', async () => {
    const { text } = await see('/admin')
    expect(text).toMatch(/acme-okta.*enabled|enabled.*acme-okta/s)
    const one = await see('/admin/connections/acme-okta')
    expect(one.text).toContain(`${service.url}/saml/acme-okta/login`)
    expect(one.text).toContain('People sign in through it')
  })

  test('an attempt with its code, cause, owner and remedy, and what came', async () => {
    const reference = await refuseOne()
    expect((await see('/admin/sign-in-attempts')).text).toContain(reference)
    const { text } = await see(`/admin/sign-in-attempts/${reference}`)
    for (const part of [
      'response-replayed',
      'was already used',
      'the person signing in',
      'Begin the sign-in again',
      'ada@example.com',
    ]) {
      expect(text).toContain(part)
    }
  })

  test('a reference is found as it was read out over the telephone', async () => {
    const reference = await refuseOne()
    const query = encodeURIComponent(` ${reference.toUpperCase()} `)
    const found = await see(`/admin/sign-in-attempts?reference=${query}`)
    expect([found.status, found.headers.get('location')]).toEqual([
      303,
      `/admin/sign-in-attempts/${reference}`,
    ])
    const missing = await see('/admin/sign-in-attempts?reference=%3Cb%3E')
    expect(missing.text).toContain('role="alert"')
    expect(missing.text).not.toContain('<b>')
  })

  test('attempts narrowed down, and page by page', async () => {
    const at = service.clock.now()
    await service.store.transaction(async (tx) => {
      for (let index = 0; index < 60; index++) {
        await tx.attempts.record({
          ...{ reference: `refused${String(index).padStart(3, '0')}`, connection: 'acme-okta', at },
          ...{ outcome: 'refused', user: null, finding: null, trace: [] },
        })
      }
    })
    await signIn(service, idp)
    const path = '/admin/sign-in-attempts?connection=acme-okta&outcome=refused'
    const first = await see(path)
    expect(first.text.match(/<tr>/g)).toHaveLength(51)
    expect(first.text).not.toContain('>ada<')
    const older = /href="([^"]*after=[^"]*)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const second = await see(older)
    expect(second.text.match(/<tr>/g)).toHaveLength(11)
    expect(second.text).not.toContain('after=')
    // What does not exist is not asked for, and does no harm.
    for (const query of [
      'outcome=nonsense',
      'after=nothing',
      'connection=%27',
      'outcome=a&outcome=b',
    ]) {
      expect((await see(`/admin/sign-in-attempts?${query}`)).status).toBe(200)
    }
  })

  test('names as text, and no script', async () => {
    await signIn(service, idp, 'zoe')
    const [attempt] = await service.store.attempts.list({ limit: 1 })
    for (const path of [...pages, `/admin/sign-in-attempts/${attempt?.reference}`]) {
      const { text, status } = await see(path)
      expect(status).toBe(200)
      expect(text).not.toMatch(/<script|<style|style=|onclick|<王>/)
    }
  })
})

describe('another organization', () => {
  beforeEach(async () => {
    await service.admin('PUT', '/organizations/other', {
      preset: 'sonarqube-cloud',
      displayName: 'Other',
    })
  })

  test('shows nothing of this one: no connection, no attempt, no name', async () => {
    const reference = await refuseOne()
    const other = await administratorOf('other')
    for (const path of [
      '/admin',
      '/admin/sign-in-attempts',
      '/admin/sign-in-attempts?connection=acme-okta',
    ]) {
      const { text } = await see(path, other)
      expect(text).toContain('Other')
      expect(text).not.toMatch(/acme|ada/)
    }
    const hidden = [
      `/admin/sign-in-attempts/${reference}`,
      '/admin/connections/acme-okta',
      '/admin/connections/nothing',
    ]
    for (const path of hidden) expect((await see(path, other)).status).toBe(404)
    const looked = await see(`/admin/sign-in-attempts?reference=${reference}`, other)
    expect(looked.text).toContain('There is no attempt')
    const pressed = await submit('/admin/connections/acme-okta/tests', {}, { cookie: other })
    expect(pressed.status).toBe(404)
    expect(await service.store.connectionTests.list('acme-okta', 9)).toHaveLength(0)
  })
})

describe('the button that tests a connection', () => {
  const path = '/admin/connections/acme-okta/tests'

  test('makes a test and leads to it, on record as the administrator’s', async () => {
    const pressed = await submit(path, {}, { cookie })
    expect(pressed.status).toBe(200)
    const url = /^0;url=(.*)$/.exec(pressed.headers.get('refresh') ?? '')?.[1] ?? ''
    expect(url).toMatch(new RegExp(`^${service.url}/connection-tests\\?token=[\\w-]{43}$`))
    expect((await service.get(url.slice(service.url.length))).status).toBe(302)
    const [change] = await service.store.changes.list(1)
    expect(change).toMatchObject({ actor: 'administrator:root@acme.example', action: 'create' })
    expect((await see('/admin/connections/acme-okta')).text).toContain('waiting')
  })

  test.each([
    ['another site', { origin: 'https://evil.example' }],
    ['a sandboxed frame', { origin: 'null' }],
  ])('does nothing when %s presses it', async (_title, headers) => {
    expect((await submit(path, {}, { cookie, ...headers })).status).toBe(403)
    expect(await service.store.connectionTests.list('acme-okta', 9)).toHaveLength(0)
  })

  test('nor for a stranger, nor by GET', async () => {
    expect((await submit(path, {})).status).toBe(303)
    expect((await see(path)).status).toBe(404)
    expect(await service.store.connectionTests.list('acme-okta', 9)).toHaveLength(0)
  })
})
