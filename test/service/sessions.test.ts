/** Sessions over real HTTP: whose they are, when they are replaced, and who can end them. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { startPracticeIdp, type PracticeIdp } from '../../src/practice-idp/index.js'
import { assertTo, idpByHand } from './forged.js'
import { askIdp, cookieOf, enable, furnish, post, signIn } from './people.js'
import { parseSettings } from '../../src/service/settings.js'
import { adminToken, codeOf, startTestService, type TestService } from './support.js'

let idp: PracticeIdp
let service: TestService

beforeAll(async () => {
  service = await startTestService()
  idp = await startPracticeIdp({ port: 0, now: () => service.clock.now() })
  await service.close()
})
afterAll(() => idp.close())
beforeEach(async () => {
  service = await startTestService()
  await furnish(service, idp)
})
afterEach(() => service.close())

const statusOf = async (cookie: string) => (await service.get('/', { cookie })).status
const tokenIn = (cookie: string): string => cookie.split('=')[1] ?? ''

const postForm = (path: string, cookie: string, headers: Record<string, string>, form = {}) =>
  fetch(`${service.url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, accept: 'text/html', ...headers },
    body: new URLSearchParams(form),
  })

const password = 'correct horse battery staple'
const root = 'root@acme.example'
async function makeAdministrator(): Promise<void> {
  const path = `/organizations/acme/administrators/${root}`
  await service.admin('PUT', path, { displayName: 'Root' })
  await service.admin('PUT', `${path}/password`, { password })
}

async function enterByPassword(cookie = ''): Promise<string> {
  const landed = await postForm(
    '/login/password',
    cookie,
    { origin: service.url },
    { email: root, password },
  )
  expect(landed.status).toBe(303)
  const set = landed.headers.getSetCookie().find((line) => line.startsWith('mortise-session='))
  return set?.split(';')[0] ?? ''
}

describe('a session is replaced', () => {
  test('at every sign-in, whatever token the browser brought (no fixation)', async () => {
    const planted = `mortise-session=${'A'.repeat(43)}`
    const begun = await service.get('/saml/acme-okta/login', { cookie: planted })
    const answer = await askIdp(idp, begun.headers.get('location') ?? '')
    const cookie = cookieOf(await post(answer, { cookie: planted }))
    expect(tokenIn(cookie)).toMatch(/^[\w-]{43}$/)
    expect(cookie).not.toBe(planted)
    expect([await statusOf(planted), await statusOf(cookie)]).toEqual([401, 200])
  })

  test('when somebody becomes an administrator in the same browser, and back', async () => {
    await makeAdministrator()
    const person = await signIn(service, idp)
    const administrator = await enterByPassword(person)
    expect([await statusOf(person), await statusOf(administrator)]).toEqual([401, 200])
    const begun = await service.get('/saml/acme-okta/login')
    const answer = await askIdp(idp, begun.headers.get('location') ?? '')
    const again = cookieOf(await post(answer, { cookie: administrator }))
    expect([await statusOf(administrator), await statusOf(again)]).toEqual([401, 200])
  })

  test('two sign-ins have nothing in common that could be guessed', async () => {
    const [first, second] = [await signIn(service, idp), await signIn(service, idp)]
    expect(tokenIn(first)).not.toBe(tokenIn(second))
    expect(await statusOf(`mortise-session=${tokenIn(first).slice(0, -1)}`)).toBe(401)
    // Two cookies of one name: the first counts, and nobody is signed in by a second one planted behind it.
    expect(await statusOf(`mortise-session=nobody; ${second}`)).toBe(401)
  })
})

describe('a session ends', () => {
  const user = '/organizations/acme/users/ada'

  test('everywhere, when its person says so; those of others do not', async () => {
    const [here, there] = [await signIn(service, idp), await signIn(service, idp)]
    const other = await signIn(service, idp, 'grace')
    const landed = await postForm('/sign-out/everywhere', here, { origin: service.url })
    expect([landed.status, landed.headers.get('location')]).toEqual([303, '/'])
    expect(landed.headers.getSetCookie()[0]).toMatch(
      /^mortise-session=; .*Expires=Thu, 01 Jan 1970/,
    )
    expect(await Promise.all([here, there, other].map(statusOf))).toEqual([401, 401, 200])
  })

  test.each([
    ['another site', { origin: 'https://evil.example' }],
    ['nobody knows whom', {}],
  ])('not when %s asks for it', async (_title, headers) => {
    const cookie = await signIn(service, idp)
    expect((await postForm('/sign-out/everywhere', cookie, headers)).status).toBe(403)
    expect(await statusOf(cookie)).toBe(200)
  })

  test('everywhere, when an administrator says so by API; the person may come again', async () => {
    const cookies = [await signIn(service, idp), await signIn(service, idp)]
    const listed = await service.admin('GET', `${user}/sessions`)
    expect(listed.json['items']).toHaveLength(2)
    expect(listed.text).not.toContain(tokenIn(cookies[0] ?? ''))
    expect((await service.admin('DELETE', `${user}/sessions`)).status).toBe(204)
    expect(await Promise.all(cookies.map(statusOf))).toEqual([401, 401])
    expect((await service.admin('GET', `${user}/sessions`)).json['items']).toEqual([])
    expect(await statusOf(await signIn(service, idp))).toBe(200)
    const [change] = await service.store.changes.list(1)
    expect(change).toMatchObject({
      action: 'delete',
      object: 'organizations/acme/users/ada/sessions',
    })
    expect((await service.admin('DELETE', '/organizations/acme/users/no/sessions')).status).toBe(
      404,
    )
  })

  test('for administrators likewise', async () => {
    await makeAdministrator()
    const cookie = await enterByPassword()
    const path = `/organizations/acme/administrators/${root}/sessions`
    expect((await service.admin('DELETE', path)).status).toBe(204)
    expect(await statusOf(cookie)).toBe(401)
  })

  test('W09: when its person is removed, and the login is refused from then on', async () => {
    const cookie = await signIn(service, idp)
    expect((await service.admin('DELETE', user)).status).toBe(204)
    expect(await statusOf(cookie)).toBe(401)
    const begun = await service.get('/saml/acme-okta/login')
    expect((await post(await askIdp(idp, begun.headers.get('location') ?? ''))).status).toBe(403)
  })

  test('no longer lived when listed: one that nobody used for an hour', async () => {
    await signIn(service, idp)
    service.clock.advance(60)
    expect((await service.admin('GET', `${user}/sessions`)).json['items']).toEqual([])
  })

  test('when the IdP said it must, if that is earlier', async () => {
    await service.admin('PUT', '/organizations/north', { preset: 'twenty', displayName: 'North' })
    await service.admin('PUT', '/saml-connections/north', {
      ...{ organization: 'north', ...idpByHand('https://idp.example/north') },
      settings: { idpInitiated: true },
    })
    await enable(service, 'north')
    const landed = await assertTo(service, 'north', {
      subject: 'ada@example.com',
      attributes: { email: ['ada@example.com'] },
      sessionMinutes: 30,
    })
    expect(landed.cookies[0]).toContain('Max-Age=1800')
    service.clock.advance(29)
    expect(await statusOf(cookieOf(landed))).toBe(200)
    service.clock.advance(1)
    expect(await statusOf(cookieOf(landed))).toBe(401)
  })
})

test('behind TLS the cookie is __Host-, and goes as it came', async () => {
  const publicUrl = 'https://sso.mortise.example'
  const tls = await startTestService({ publicUrl })
  await furnish(tls, idp)
  const begun = await tls.get('/saml/acme-okta/login')
  const held = begun.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const answer = await askIdp(idp, begun.headers.get('location') ?? '')
  const landed = await post(answer, { cookie: held }, answer.acsUrl.replace(publicUrl, tls.url))
  const cookie = cookieOf(landed)
  // The name without the prefix, which a sibling domain could set, is no session.
  const plain = cookie.replace('__Host-', '')
  expect((await tls.get('/', { cookie: plain })).status).toBe(401)
  for (const path of ['/sign-out', '/sign-out/everywhere']) {
    const out = await fetch(`${tls.url}${path}`, {
      ...{ method: 'POST', redirect: 'manual', headers: { cookie, origin: publicUrl } },
    })
    const [cleared = ''] = out.headers.getSetCookie()
    expect(cleared).toMatch(/^__Host-mortise-session=; .*Expires=Thu, 01 Jan 1970/)
    for (const part of ['Path=/', 'HttpOnly', 'Secure']) expect(cleared).toContain(part)
    expect(cleared).not.toContain('Domain')
  }
  await tls.close()
})

describe('how long a session lasts is a setting', () => {
  const minutes = (count: number): number => count * 60_000
  const base = { port: 0, host: '127.0.0.1', data: './data' }
  const settingsOf = (env: Record<string, string>) =>
    parseSettings({ ...base, env: { MORTISE_ADMIN_TOKEN: adminToken, ...env } }).lifetimes

  test('twelve hours, and one without a request, unless said', () => {
    expect(settingsOf({})).toEqual({ absolute: minutes(720), idle: minutes(60) })
    expect(
      settingsOf({ MORTISE_SESSION_MINUTES: '30', MORTISE_SESSION_IDLE_MINUTES: '5' }),
    ).toEqual({ absolute: minutes(30), idle: minutes(5) })
  })

  test.each(['0', '-5', '43201', '1.5', 'for ever'])(
    'and "%s" is no number of minutes',
    (value) => {
      for (const name of ['MORTISE_SESSION_MINUTES', 'MORTISE_SESSION_IDLE_MINUTES']) {
        let refusal: unknown
        try {
          settingsOf({ [name]: value })
        } catch (error) {
          refusal = error
        }
        expect(codeOf(refusal)).toBe('session-lifetime-unusable')
      }
    },
  )

  test('it ends so long after the sign-in, however busy, and so long after the last request', async () => {
    await service.close()
    service = await startTestService({ lifetimes: { absolute: minutes(9), idle: minutes(2) } })
    await furnish(service, idp)
    const busy = await signIn(service, idp)
    const idle = await signIn(service, idp, 'grace')
    const seen: (readonly number[])[] = []
    for (let minute = 1; minute <= 9; minute++) {
      service.clock.advance(1)
      seen.push([await statusOf(busy), ...(minute % 2 === 0 ? [await statusOf(idle)] : [])])
    }
    const [busiest, idlest] = [seen.map(([it]) => it), seen.flatMap(([, it]) => it ?? [])]
    expect(busiest).toEqual([200, 200, 200, 200, 200, 200, 200, 200, 401])
    expect(idlest).toEqual([401, 401, 401, 401])
  })
})
