/** The way out in fetch's shape: the same addresses refused as for documents, no redirect followed, an end in time. */
import { createServer, type RequestListener, type Server } from 'node:http'
import { afterAll, describe, expect, test } from '@jest/globals'
import { createOutgoingFetch } from '../../src/service/outgoing-fetch.js'
import type { OutgoingInit } from '../../src/oidc/index.js'
import { codeOf } from './support.js'

const servers: Server[] = []
afterAll(() => servers.forEach((server) => server.close()))

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`
}

const get: OutgoingInit = { method: 'GET', headers: {}, redirect: 'manual' }
const ask = createOutgoingFetch({ allowLoopback: true })
const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('what is asked', () => {
  test('a form is posted as it is, with its headers and no others of ours', async () => {
    const url = await serve((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () =>
        response.end(JSON.stringify({ method: request.method, headers: request.headers, body })),
      )
    })
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: 'Basic x',
    }
    const init = { ...get, method: 'POST', headers, body: 'a=1&b=2' }
    const told = (await (await ask(url, init)).json()) as Record<string, unknown>
    expect(told).toMatchObject({ method: 'POST', body: 'a=1&b=2', headers })
    expect(Object.keys(told['headers'] as object).sort()).toEqual([
      ...['authorization', 'connection', 'content-length', 'content-type', 'host'],
    ])
  })

  test('a cookie given is not brought back', async () => {
    const url = await serve((request, response) => {
      response.setHeader('set-cookie', 'a=b')
      response.end(request.headers.cookie ?? 'none')
    })
    await ask(url, get)
    expect(await (await ask(url, get)).text()).toBe('none')
  })

  test('a redirect comes back as it is', async () => {
    let asked = 0
    const url = await serve((_request, response) => {
      asked++
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end('elsewhere')
    })
    const answer = await ask(url, get)
    expect([answer.status, answer.headers.get('location'), asked]).toEqual([
      ...[302, 'http://169.254.169.254/', 1],
    ])
  })

  test.each([204, 304, 401, 500])('status %i comes back too', async (status) => {
    const url = await serve((_request, response) => response.writeHead(status).end())
    expect((await ask(url, get)).status).toBe(status)
  })
})

describe('what is refused before a connection is made', () => {
  const resolve = async () => [{ address: '10.0.0.1', family: 4 as const }]

  test.each([
    ['http beyond loopback', 'http://idp.example/'],
    ['a private address', 'https://idp.example/'],
    ['credentials in the URL', 'https://user:pass@8.8.8.8/'],
    ['loopback', 'https://127.0.0.1/'],
    ['the metadata service', 'https://169.254.169.254/'],
  ])('%s', async (_title, url) => {
    const error = await errorOf(createOutgoingFetch({ resolve })(url, get))
    expect(codeOf(error)).toBe('outgoing-address-refused')
  })

  test('a name that does not resolve is no refusal: the asker has words of its own for it', async () => {
    const nobody = createOutgoingFetch({ resolve: async () => Promise.reject(new Error('NO')) })
    const error = await errorOf(nobody('https://idp.example/', get))
    expect(codeOf(error)).toBeUndefined()
    expect(String(error)).toContain('does not resolve')
  })
})

describe('an end in time', () => {
  test('for who never answers, and for who never ends', async () => {
    const silent = await serve(() => undefined)
    const endless = await serve((_request, response) => {
      response.write('a')
    })
    const hasty = createOutgoingFetch({ allowLoopback: true, timeout: 50 })
    for (const url of [silent, endless]) {
      expect(String(await errorOf(hasty(url, get)))).toContain('no complete answer within 50 ms')
    }
    const never = createOutgoingFetch({ timeout: 50, resolve: () => new Promise(() => undefined) })
    expect(String(await errorOf(never('https://idp.example/', get)))).toContain('within 50 ms')
  })

  test('no more is taken in than asked for', async () => {
    const url = await serve((_request, response) => response.end('x'.repeat(1_000_000)))
    const few = createOutgoingFetch({ allowLoopback: true, maxBytes: 1000 })
    const text = await (await few(url, get)).text()
    expect(text.length).toBeGreaterThan(1000)
    expect(text.length).toBeLessThan(1_000_000)
  })
})
