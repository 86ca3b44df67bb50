/** Behind TLS: cookies that only our host can set, and a sign-in bound to the browser that began it. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { startPracticeIdp, type PracticeIdp } from '../../src/practice-idp/index.js'
import { askIdp, furnish, post, type Landed } from './people.js'
import { startTestService, type TestService } from './support.js'

const publicUrl = 'https://sso.mortise.example'
let idp: PracticeIdp
let service: TestService

beforeAll(async () => {
  idp = await startPracticeIdp({ port: 0 })
})
afterAll(() => idp.close())
beforeEach(async () => {
  service = await startTestService({ publicUrl })
  await furnish(service, idp)
})
afterEach(() => service.close())

async function begin(cookie = ''): Promise<{ location: string; setCookie: string; held: string }> {
  const { headers } = await service.get('/saml/acme-okta/login', { cookie })
  const setCookie = headers.getSetCookie()[0] ?? ''
  return {
    location: headers.get('location') ?? '',
    setCookie,
    held: setCookie.split(';')[0] ?? '',
  }
}

/** What TLS terminates before us arrives by plain http. */
const postBehindTls = async (location: string, cookie: string): Promise<Landed> => {
  const answer = await askIdp(idp, location)
  expect(answer.acsUrl).toBe(`${publicUrl}/saml/acme-okta/acs`)
  return post(answer, cookie ? { cookie } : {}, answer.acsUrl.replace(publicUrl, service.url))
}

async function codeBehind({ json }: Landed): Promise<string | undefined> {
  const params = { reference: json.reference ?? '' }
  return (await service.client.call('getSignInAttempt', { params })).finding?.code
}

describe('login CSRF', () => {
  test('the browser that began may finish', async () => {
    const { location, setCookie, held } = await begin()
    expect(setCookie).toMatch(/^__Host-mortise-sign-in=[\w-]{43}; Max-Age=600; Path=\/; /)
    for (const part of ['HttpOnly', 'Secure', 'SameSite=None']) expect(setCookie).toContain(part)
    expect(setCookie).not.toContain('Domain')
    const landed = await postBehindTls(location, held)
    expect(landed.status).toBe(303)
    expect(landed.cookies[0]).toMatch(/^__Host-mortise-session=[\w-]{43}; Max-Age=43200; Path=\/; /)
    for (const part of ['HttpOnly', 'Secure', 'SameSite=Lax']) {
      expect(landed.cookies[0]).toContain(part)
    }
  })

  test('another browser may not', async () => {
    const { location } = await begin()
    expect(await codeBehind(await postBehindTls(location, ''))).toBe('request-unknown')
    const other = await begin()
    const refused = await postBehindTls((await begin()).location, other.held)
    expect(await codeBehind(refused)).toBe('request-unknown')
    expect(refused.cookies).toEqual([])
  })

  test('two tabs of one browser may both', async () => {
    const first = await begin()
    const second = await begin(first.held)
    expect(second.held).toBe(first.held)
    expect((await postBehindTls(second.location, first.held)).status).toBe(303)
    expect((await postBehindTls(first.location, first.held)).status).toBe(303)
  })

  test('on plain http no cookie would come back, so none is set', async () => {
    const plain = await startTestService()
    await furnish(plain, idp)
    const { headers } = await plain.get('/saml/acme-okta/login')
    expect(headers.getSetCookie()).toEqual([])
    await plain.close()
  })
})

test('pages insist on https and on their own origin', async () => {
  const { headers } = await service.get('/', { accept: 'text/html' })
  expect(headers.get('strict-transport-security')).toContain('max-age=31536000')
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toContain('unsafe')
})
