/** What holds for every request: problems, headers, limits, what is logged and what never is, and stopping. */
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { startPracticeIdp } from '../../src/practice-idp/index.js'
import { askIdp, furnish, post, cookieOf } from './people.js'
import { adminToken, organizationInput, startTestService, type TestService } from './support.js'

let service: TestService
beforeEach(async () => {
  service = await startTestService()
})
afterEach(() => service.close().catch(() => undefined))

describe('errors', () => {
  test.each([
    ['/nothing', 404, 'no-such-route'],
    ['/%zz', 400, 'url-malformed'],
    ['/saml/none/login', 404, 'no-such-route'],
  ])('%s is a problem for a program and a page for a person', async (path, status, code) => {
    const problem = await service.get(path)
    expect(problem.headers.get('content-type')).toContain('application/problem+json')
    expect(problem.json).toMatchObject({ status, code, type: `urn:mortise:problem:${code}` })
    const page = await service.get(path, { accept: 'text/html,*/*' })
    expect(page.status).toBe(status)
    expect(page.text).toContain('<html lang="en">')
  })

  test('bytes that are no HTTP are answered too', async () => {
    const { hostname, port } = new URL(service.url)
    const answer = await new Promise<string>((resolve) => {
      let text = ''
      const socket = connect(Number(port), hostname, () => socket.end('hello there\r\n\r\n'))
      socket.on('data', (chunk) => (text += chunk.toString())).on('close', () => resolve(text))
    })
    expect(answer).toContain('400 Bad Request')
    expect(answer).toContain('application/problem+json')
  })

  test('a fault of ours is told by reference; only the log has the rest', async () => {
    await service.store.close()
    const answer = await service.admin('GET', '/organizations')
    expect([answer.status, answer.json['code']]).toEqual([500, 'internal-error'])
    expect(answer.text).not.toMatch(/sqlite|database|stack|\.ts/i)
    const reference = answer.headers.get('x-request-id') ?? ''
    expect(answer.json['detail']).toContain(reference)
    const line = service.logged.find((it) => it.includes('unexpected error')) ?? ''
    expect(line).toContain(reference)
    expect((await service.get('/readyz')).status).toBe(503)
    expect((await service.get('/healthz')).status).toBe(200)
  })
})

test('every answer carries the headers that keep browsers honest', async () => {
  for (const path of ['/', '/nothing', '/style.css', '/admin/v1/organizations']) {
    const { headers } = await service.get(path)
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('strict-transport-security')).toBeNull()
    expect(headers.get('cache-control')).toMatch(/no-store|max-age/)
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{16}$/)
  }
  expect((await service.get('/style.css')).headers.get('content-type')).toContain('text/css')
})

describe('too many requests', () => {
  test('are answered 429 with the time to wait, wrong tokens counted', async () => {
    const limited = await startTestService({ rates: { people: 2, admin: 3 } })
    const codes: unknown[] = []
    for (let index = 0; index < 4; index++) {
      const answer = await limited.get('/admin/v1/organizations')
      codes.push(answer.json['code'])
      if (answer.status === 429)
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    expect(codes).toEqual([...Array<string>(3).fill('token-missing'), 'too-many-requests'])
    const statuses: number[] = []
    for (let index = 0; index < 3; index++) {
      statuses.push((await limited.get('/saml/none/login')).status)
    }
    expect(statuses).toEqual([404, 404, 429])
    expect((await limited.get('/readyz')).status).toBe(200)
    await limited.close()
  })
})

test('the log holds no token, cookie, message or query', async () => {
  const idp = await startPracticeIdp({ port: 0 })
  await furnish(service, idp)
  const begun = await service.get('/saml/acme-okta/login?RelayState=/secret-path')
  const answer = await askIdp(idp, begun.headers.get('location') ?? '')
  const landed = await post(answer)
  await post(answer)
  const cookie = cookieOf(landed)
  await service.get('/?token=in-the-query', { cookie, authorization: 'Bearer stolen-token' })
  await service.admin('PUT', '/organizations/acme', '{"broken":')
  await idp.close()
  const log = service.logged.join('')
  expect(log).toContain('"path":"/saml/acme-okta/acs"')
  expect(log).toContain('"code":"response-replayed"')
  const secrets = [
    adminToken,
    'stolen-token',
    'in-the-query',
    'secret-path',
    cookie.split('=')[1] ?? '?',
    answer.SAMLResponse.slice(0, 40),
    new URL(begun.headers.get('location') ?? '').searchParams.get('SAMLRequest') ?? '?',
    'ada@example.com',
  ]
  for (const secret of secrets) expect(log).not.toContain(secret)
  for (const line of service.logged) expect(() => JSON.parse(line) as unknown).not.toThrow()
})

describe('stopping', () => {
  test('what is in flight is finished, what comes later is told to come again', async () => {
    await service.admin('PUT', '/organizations/acme', organizationInput)
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    let entered = (): void => undefined
    const inside = new Promise<void>((resolve) => (entered = resolve))
    void service.store.transaction(async () => {
      entered()
      await held
    })
    await inside
    const { hostname, port } = new URL(service.url)
    const kept = connect(Number(port), hostname)
    let text = ''
    kept.on('data', (chunk) => (text += chunk.toString()))
    const answered = async (count: number): Promise<void> => {
      while (text.split('HTTP/1.1 ').length - 1 < count) {
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
    const inFlight = service.admin('PUT', '/organizations/late', organizationInput)
    kept.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n')
    await answered(1)
    // Half a request: the connection is not idle, so it is still there when the service drains.
    kept.write('GET /admin/v1/organizations HTTP/1.1\r\nhost: x\r\n')
    await new Promise((resolve) => setTimeout(resolve, 30))
    const closing = service.close()
    kept.write('\r\n')
    await answered(2)
    expect(text).toContain('503 Service Unavailable')
    expect(text).toContain('shutting-down')
    release()
    expect((await inFlight).status).toBe(201)
    await closing
    await expect(service.get('/healthz')).rejects.toThrow()
  })
})
