/** Our half of HTTP/2 against Node's own, which is another implementation; and against what no implementation would send. */
import { once } from 'node:events'
import { connect as connectHttp2, constants, type ClientHttp2Session } from 'node:http2'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Connection } from '../../../src/provider/protocol/http2/connection.js'
import { FrameReader, frameHead } from '../../../src/provider/protocol/http2/frames.js'
import type { Stream } from '../../../src/provider/protocol/http2/stream.js'
import { encodeHeaders } from '../../../src/provider/protocol/http2/hpack.js'

const limit = 3_000_000

/** Answers each call with its path, a line end, and its body. */
let server: Server
const faults: string[] = []

async function echo(stream: Stream): Promise<void> {
  try {
    const body = await stream.whole(limit, () => new Error('too long'))
    stream.begin(encodeHeaders({ ':status': '200' }))
    stream.write(Buffer.concat([Buffer.from(`${stream.path}\n`), body]))
    stream.end(encodeHeaders({ told: String(body.length) }))
  } catch (fault) {
    stream.refuse(encodeHeaders({ ':status': '413', why: String(fault) }))
  }
}

beforeAll(async () => {
  server = createServer((socket) => {
    new Connection(socket, {
      onStream: (stream) => void echo(stream),
      onFault: (fault) => void faults.push(fault.message),
      onClose: () => undefined,
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterAll(() => void server.close())

const dial = (): Socket => connect((server.address() as AddressInfo).port, '127.0.0.1')

async function withClient(
  use: (session: ClientHttp2Session) => Promise<void>,
  settings = {},
): Promise<void> {
  const session = connectHttp2('http://localhost', { createConnection: dial, settings })
  session.on('error', () => undefined)
  try {
    await use(session)
  } finally {
    session.destroy()
  }
}

interface Told {
  readonly head: Record<string, unknown>
  readonly body: Buffer
  readonly trailers: Record<string, unknown>
}

function say(session: ClientHttp2Session, path: string, body: Buffer, more = {}): Promise<Told> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ':method': 'POST', ':path': path, ...more })
    const chunks: Buffer[] = []
    let head: Record<string, unknown> = {}
    let trailers: Record<string, unknown> = {}
    stream.on('response', (headers: Record<string, unknown>) => void (head = headers))
    stream.on('trailers', (headers: Record<string, unknown>) => void (trailers = headers))
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.once('error', reject)
    stream.once('close', () => resolve({ head, body: Buffer.concat(chunks), trailers }))
    stream.end(body)
  })
}

describe('with Node’s client', () => {
  test('calls of any size, many at once: each gets its own answer, through windows far smaller than it', async () => {
    const size = fc.oneof(fc.nat(200), fc.nat(40_000), fc.nat(900_000))
    const path = fc.stringMatching(/^\/[!-~]{0,60}$/)
    const calls = fc.array(fc.tuple(path, size), { minLength: 1, maxLength: 12 })
    const window = fc.constantFrom(1, 100, 65_535, 1_000_000)
    await fc.assert(
      fc.asyncProperty(calls, window, async (said, initialWindowSize) => {
        // A window of one byte makes a frame of each byte: a few of them will do.
        const cut = initialWindowSize === 1 ? 300 : limit
        const bodies = said.map(([, length], index) =>
          Buffer.alloc(Math.min(length, cut), index + 1),
        )
        await withClient(
          async (session) => {
            const told = await Promise.all(
              said.map(([to], index) => say(session, to, bodies[index] ?? Buffer.alloc(0))),
            )
            for (const [index, { body, trailers }] of told.entries()) {
              const own = bodies[index] ?? Buffer.alloc(0)
              expect(body.equals(Buffer.concat([Buffer.from(`${said[index]?.[0]}\n`), own]))).toBe(
                true,
              )
              expect(trailers['told']).toBe(String(own.length))
            }
          },
          { initialWindowSize },
        )
      }),
      { numRuns: 25 },
    )
    expect(faults.splice(0)).toEqual([])
  }, 60_000)

  test('headers longer than a frame come in several', async () => {
    await withClient(async (session) => {
      // Above nghttp2's own limit of what it packs into one frame, below ours.
      const long = 'x'.repeat(30_000)
      expect((await say(session, '/long', Buffer.alloc(3), { long })).body.toString()).toMatch(
        /^\/long\n/,
      )
    })
  })

  test('a body over the limit is refused at once, and the connection goes on', async () => {
    await withClient(async (session) => {
      const { head } = await say(session, '/much', Buffer.alloc(limit + 1))
      expect([head[':status'], head['why']]).toEqual([413, 'Error: too long'])
      expect((await say(session, '/more', Buffer.from('a'))).body.toString()).toBe('/more\na')
    })
  })

  test('a caller who gives up in the midst harms nobody else', async () => {
    await withClient(async (session) => {
      const given = session.request({ ':method': 'POST', ':path': '/half' })
      given.write(Buffer.alloc(100))
      given.close(constants.NGHTTP2_CANCEL)
      expect((await say(session, '/whole', Buffer.from('b'))).body.toString()).toBe('/whole\nb')
    })
    expect(faults.splice(0)).toEqual([])
  })

  test('a ping is answered', async () => {
    await withClient(async (session) => {
      await once(session, 'connect')
      const fault = await new Promise((resolve) => session.ping(resolve))
      expect(fault).toBeNull()
    })
  })
})

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
const frame = (
  kind: number,
  flags: number,
  stream: number,
  payload: Buffer = Buffer.alloc(0),
): Buffer => Buffer.concat([frameHead(payload.length, kind, flags, stream), payload])
const call = frame(1, 4, 1, encodeHeaders({ ':path': '/a' }))
const hex = (text: string): Buffer => Buffer.from(text, 'hex')

/** The code with which the connection is given up. */
async function givenUp(...sent: readonly Buffer[]): Promise<number | undefined> {
  const socket = dial()
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined)
  socket.write(Buffer.concat(sent))
  await once(socket, 'close')
  let reason: number | undefined
  new FrameReader().push(Buffer.concat([preface, ...chunks]), ({ type, payload }) => {
    if (type === 7) reason = payload.readUInt32BE(4)
  })
  return reason
}

describe('who breaks the protocol is hung up on, and told why', () => {
  const cases: readonly [string, number, readonly Buffer[]][] = [
    ['no HTTP/2 at all', 1, [Buffer.from('GET / HTTP/1.1\r\n\r\n')]],
    ['a frame longer than agreed', 6, [preface, Buffer.from(frameHead(16_385, 0, 0, 1))]],
    [
      'headers broken off by another frame',
      1,
      [preface, frame(1, 0, 1), frame(6, 0, 0, Buffer.alloc(8))],
    ],
    ['headers continued by another call', 1, [preface, frame(1, 0, 1), frame(9, 4, 3)]],
    ['a continuation of nothing', 1, [preface, frame(9, 4, 1)]],
    [
      'continuations without end',
      11,
      [preface, frame(1, 0, 1), ...Array.from({ length: 70 }, () => frame(9, 0, 1))],
    ],
    ['headers that cannot be decoded', 9, [preface, frame(1, 4, 1, hex('80'))]],
    ['padding longer than its frame', 1, [preface, frame(1, 12, 1, hex('ff00'))]],
    [
      'a call with a number of ours',
      1,
      [preface, frame(1, 4, 2, encodeHeaders({ ':path': '/a' }))],
    ],
    ['data for a call that never began', 1, [preface, frame(0, 1, 7)]],
    ['data after the end of a call', 1, [preface, call, frame(0, 1, 1), frame(0, 0, 1)]],
    ['a push', 1, [preface, frame(5, 4, 1)]],
    ['a window that opens by nothing', 1, [preface, frame(8, 0, 0, Buffer.alloc(4))]],
    ['a window too large', 3, [preface, frame(8, 0, 0, hex('7fffffff'))]],
    ['a first window too large', 3, [preface, frame(4, 0, 0, hex('0004ffffffff'))]],
    ['settings cut off', 6, [preface, frame(4, 0, 0, hex('0004ff'))]],
    ['a ping of seven bytes', 6, [preface, frame(6, 0, 0, Buffer.alloc(7))]],
  ]
  test.each(cases)('%s', async (_, reason, sent) => {
    expect(await givenUp(...sent)).toBe(reason)
    expect(faults.splice(0)).toHaveLength(1)
  })

  test('unless it is what everyone must ignore: unknown frames, priorities, late words on a call that is over', async () => {
    const socket = dial()
    const answered = new Promise<Buffer>((resolve) => {
      let seen = Buffer.alloc(0)
      socket.on('data', (chunk: Buffer) => {
        seen = Buffer.concat([seen, chunk])
        if (seen.includes('/b\n')) resolve(seen)
      })
    })
    const padded = frame(0, 9, 1, hex('020000'))
    const prioritised = frame(
      1,
      0x25,
      3,
      Buffer.concat([Buffer.alloc(5), encodeHeaders({ ':path': '/b' })]),
    )
    const ignored = [
      frame(0x2a, 0, 0, Buffer.alloc(3)),
      frame(2, 0, 1, Buffer.alloc(5)),
      frame(7, 0, 0, Buffer.alloc(8)),
    ]
    const late = [
      frame(3, 0, 1, Buffer.alloc(4)),
      frame(0, 0, 1, hex('00')),
      frame(8, 0, 1, hex('00000001')),
    ]
    socket.write(Buffer.concat([preface, ...ignored, call, padded, ...late, prioritised]))
    await answered
    socket.destroy()
    expect(faults.splice(0)).toEqual([])
  })
})
