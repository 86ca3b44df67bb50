/** The only door out: which addresses it opens to, and that what was checked is what is connected to. */
import { createServer, type RequestListener, type Server } from 'node:http'
import { afterAll, describe, expect, test } from '@jest/globals'
import { addressFault, type Address } from '../../src/service/outgoing-address.js'
import { createReadDocument } from '../../src/service/outgoing.js'
import { codeOf } from './support.js'

const servers: Server[] = []
afterAll(() => servers.forEach((server) => server.close()))

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`
}

const refusalOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

test.each([
  ['8.8.8.8', true],
  ['2606:4700:4700::1111', true],
  ['::ffff:8.8.8.8', true],
  ['127.0.0.1', false],
  ['127.8.9.10', false],
  ['0.0.0.0', false],
  ['10.1.2.3', false],
  ['172.16.0.1', false],
  ['172.31.255.255', false],
  ['192.168.1.1', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['100.100.100.200', false],
  ['168.63.129.16', false],
  ['192.0.2.1', false],
  ['198.18.0.1', false],
  ['224.0.0.1', false],
  ['240.0.0.1', false],
  ['255.255.255.255', false],
  ['::', false],
  ['::1', false],
  ['::ffff:127.0.0.1', false],
  ['::ffff:10.0.0.1', false],
  ['::127.0.0.1', false],
  ['64:ff9b::7f00:1', false],
  ['2002:7f00:1::', false],
  ['2001:0:4136:e378:8000:63bf:3fff:fdd2', false],
  ['fc00::1', false],
  ['fd00:ec2::254', false],
  ['fe80::1', false],
  ['fe80::1%eth0', false],
  ['fec0::1', false],
  ['ff02::1', false],
  ['2001:db8::1', false],
  ['nonsense', false],
])('%s may be connected to: %j', (address, allowed) => {
  expect(addressFault(address) === undefined).toBe(allowed)
})

describe('what is refused before a connection is made', () => {
  const resolve = (addresses: readonly Address[]) => async () => addresses
  const v4 = (address: string): Address => ({ address, family: 4 })

  test.each([
    ['http beyond loopback', 'http://idp.example/'],
    ['credentials in the URL', 'https://user:pass@idp.example/'],
    ['another scheme', 'file:///etc/passwd'],
    ['loopback, written out', 'https://127.0.0.1/'],
    ['loopback, by name', 'http://localhost:1/'],
    ['loopback, in hexadecimal', 'https://0x7f000001/'],
    ['loopback, as one number', 'https://2130706433/'],
    ['loopback, in octal', 'https://0177.0.0.1/'],
    ['loopback, shortened', 'https://127.1/'],
    ['loopback, as IPv6', 'https://[::1]/'],
    ['loopback, mapped into IPv6', 'https://[::ffff:127.0.0.1]/'],
    ['the metadata service', 'https://169.254.169.254/latest/meta-data'],
  ])('%s', async (_title, url) => {
    const read = createReadDocument({ resolve: resolve([v4('127.0.0.1')]) })
    expect(codeOf(await refusalOf(read(url)))).toBe('outgoing-address-refused')
  })

  test('a name with one private address among public ones', async () => {
    const read = createReadDocument({ resolve: resolve([v4('8.8.8.8'), v4('10.0.0.1')]) })
    expect(codeOf(await refusalOf(read('https://idp.example/')))).toBe('outgoing-address-refused')
  })

  test('a name without address, or that does not resolve', async () => {
    for (const answer of [resolve([]), async () => Promise.reject(new Error('ENOTFOUND'))]) {
      const read = createReadDocument({ resolve: answer })
      expect(codeOf(await refusalOf(read('https://idp.example/')))).toBe('metadata-unreachable')
    }
  })

  test('a host is allowed exactly as written', async () => {
    const url = await serve((_request, response) => response.end('hello'))
    const { host, hostname, port } = new URL(url)
    const readWith = (allowHosts: string[]) => createReadDocument({ allowHosts })(url)
    expect(await readWith([host])).toBe('hello')
    expect(await readWith([hostname])).toBe('hello')
    for (const other of [`${hostname}:1`, `x${hostname}`, `.${hostname}`, '0.0.1', '*']) {
      expect(codeOf(await refusalOf(readWith([other])))).toBe('outgoing-address-refused')
    }
    expect(port).not.toBe('1')
  })
})

describe('what was checked is what is connected to', () => {
  test('a name is resolved once a hop, and a second answer never asked for', async () => {
    const url = await serve((request, response) => response.end(request.headers.host))
    const answers = ['127.0.0.1', '10.0.0.1']
    let asked = 0
    const read = createReadDocument({
      allowLoopback: true,
      resolve: async () => [{ address: answers[asked++] ?? '', family: 4 }],
    })
    expect(await read(url.replace('127.0.0.1', 'localhost'))).toMatch(/^localhost:/)
    expect(asked).toBe(1)
  })
})

describe('redirects', () => {
  const redirecting = (location: (path: string) => string) =>
    serve((request, response) => {
      if (request.url === '/end') return void response.end('the end')
      response.writeHead(302, { location: location(request.url ?? '') }).end()
    })
  const read = createReadDocument({ allowLoopback: true })

  test('are followed, three at most', async () => {
    const next: Record<string, string> = { '/1': '/end', '/2': '/1', '/3': '/2', '/4': '/3' }
    const url = await redirecting((path) => next[path] ?? '/end')
    expect(await read(`${url}/3`)).toBe('the end')
    expect(codeOf(await refusalOf(read(`${url}/4`)))).toBe('metadata-unreachable')
  })

  test.each([
    'https://169.254.169.254/latest',
    'http://10.0.0.1/',
    'http://idp.example/',
    'file:///etc/passwd',
  ])('to %s are looked at like the first URL', async (location) => {
    const url = await redirecting(() => location)
    expect(codeOf(await refusalOf(read(url)))).toBe('outgoing-address-refused')
  })
})

describe('limits', () => {
  test('a document without end is cut off', async () => {
    const url = await serve((_request, response) => {
      const more = (): void => {
        if (!response.destroyed) response.write('x'.repeat(64 * 1024), () => setImmediate(more))
      }
      response.on('error', () => undefined)
      more()
    })
    const read = createReadDocument({ allowLoopback: true, maxBytes: 1024 * 1024 })
    expect(codeOf(await refusalOf(read(url)))).toBe('metadata-too-large')
  })

  test.each([
    ['that never answers', () => undefined],
    [
      'that drips',
      (_request: unknown, response: { write(text: string): unknown }) => {
        const timer = setInterval(() => response.write('x'), 20)
        setTimeout(() => clearInterval(timer), 1000).unref()
      },
    ],
  ])('a server %s is given up', async (_title, listener) => {
    const url = await serve(listener)
    const read = createReadDocument({ allowLoopback: true, timeout: 150 })
    expect(codeOf(await refusalOf(read(url)))).toBe('metadata-timeout')
  })

  test('a resolver that never answers too', async () => {
    const read = createReadDocument({ timeout: 50, resolve: () => new Promise(() => undefined) })
    expect(codeOf(await refusalOf(read('https://idp.example/')))).toBe('metadata-timeout')
  })

  test('no cookies and no credentials are sent, and none kept', async () => {
    const seen: unknown[] = []
    const url = await serve((request, response) => {
      seen.push(request.headers['cookie'], request.headers['authorization'])
      response.writeHead(200, { 'set-cookie': 'a=b' }).end('x')
    })
    const read = createReadDocument({ allowLoopback: true })
    await read(url)
    await read(url)
    expect(seen).toEqual([undefined, undefined, undefined, undefined])
  })
})
