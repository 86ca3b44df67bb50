/** HPACK and its Huffman code: the standard's own examples, what Node's client codes, and what nobody should send. */
import { connect as connectHttp2 } from 'node:http2'
import { PassThrough } from 'node:stream'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { HeaderBlocks } from '../../../src/provider/protocol/http2/blocks.js'
import { ConnectionFault } from '../../../src/provider/protocol/http2/fault.js'
import { FrameReader } from '../../../src/provider/protocol/http2/frames.js'
import { HeaderDecoder, type Field } from '../../../src/provider/protocol/http2/hpack.js'
import { huffmanDecode } from '../../../src/provider/protocol/http2/huffman.js'

/** What Node's client would put on the wire for these headers, as our decoder reads it. */
async function decoded(
  headers: readonly Record<string, string>[],
): Promise<readonly (readonly Field[])[]> {
  const wire = new PassThrough()
  const seen: (readonly Field[])[] = []
  const [reader, blocks] = [new FrameReader(), new HeaderBlocks()]
  const enough = new Promise<void>((resolve, reject) => {
    wire.on('data', (chunk: Buffer) => {
      try {
        reader.push(chunk, (frame) => {
          if (blocks.wants(frame)) seen.push(blocks.push(frame)?.fields ?? [])
        })
      } catch (fault) {
        reject(fault)
      }
      if (seen.length === headers.length) resolve()
    })
  })
  const session = connectHttp2('http://localhost', { createConnection: () => oneWay(wire) })
  session.on('error', () => undefined)
  for (const each of headers)
    session.request(each, { endStream: true }).on('error', () => undefined)
  await enough
  session.destroy()
  return seen
}

const oneWay = (wire: PassThrough) => {
  const near = new PassThrough()
  return Object.assign(near, { write: wire.write.bind(wire), end: wire.end.bind(wire) })
}

describe('HPACK', () => {
  test('RFC 7541, C.4: three requests, Huffman-coded, over one table', () => {
    const decoder = new HeaderDecoder()
    const hex = (text: string) => decoder.decode(Buffer.from(text, 'hex'))
    const common = [
      [':method', 'GET'],
      [':scheme', 'http'],
      [':path', '/'],
      [':authority', 'www.example.com'],
    ]
    expect(hex('828684418cf1e3c2e5f23a6ba0ab90f4ff')).toEqual(common)
    expect(hex('828684be5886a8eb10649cbf')).toEqual([...common, ['cache-control', 'no-cache']])
    expect(hex('828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf')).toEqual([
      [':method', 'GET'],
      [':scheme', 'https'],
      [':path', '/index.html'],
      [':authority', 'www.example.com'],
      ['custom-key', 'custom-value'],
    ])
  })

  test('RFC 7541, C.6: responses that push entries out of a table of 256 bytes', () => {
    const decoder = new HeaderDecoder()
    const hex = (text: string) => Object.fromEntries(decoder.decode(Buffer.from(text, 'hex')))
    const date = 'Mon, 21 Oct 2013 20:13:21 GMT'
    const location = 'https://www.example.com'
    // 3fe101: the table's size is set to 256.
    expect(
      hex(
        '3fe101488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3',
      ),
    ).toEqual({ ':status': '302', 'cache-control': 'private', date, location })
    expect(hex('4883640effc1c0bf')).toEqual({
      ':status': '307',
      'cache-control': 'private',
      date,
      location,
    })
    // ":status: 302" had to go for ":status: 307": four entries are left, and no fifth.
    expect(() => hex('c2')).toThrow(ConnectionFault)
  })

  test('what Node’s client codes, over hundreds of calls that fill the table and push out of it', async () => {
    const value = fc.string({
      unit: fc.integer({ min: 32, max: 126 }).map((c) => String.fromCharCode(c)),
      maxLength: 80,
    })
    const field = fc.tuple(
      fc.constantFrom('grpc-timeout', 'user-agent', 'x-a', 'x-bb', 'te-x'),
      value.map((text) => text.trim()),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(field, { maxLength: 5 }), { minLength: 1, maxLength: 80 }),
        async (calls) => {
          const sent = calls.map((fields) => ({ ':path': '/p', ...Object.fromEntries(fields) }))
          const came = await decoded(sent)
          expect(came.map((fields) => ({ ...Object.fromEntries(fields) }))).toEqual(
            sent.map((each) => expect.objectContaining(each)),
          )
        },
      ),
      { numRuns: 15 },
    )
  }, 60_000)

  test.each([
    ['a zero index', '80'],
    ['an entry nobody made', 'ff00'],
    ['a string longer than the block', '0005'],
    ['a number without end', '7f80808080808080'],
    ['a table larger than allowed', '3fe2ff03'],
    ['a code with a whole byte of padding', '0081ff00'],
    ['a code padded with zeros', '00811800'],
    ['a code with “end of string” in it', '0084fffffffc00'],
  ])('%s is refused', (_, bytes) => {
    expect(() => new HeaderDecoder().decode(Buffer.from(bytes, 'hex'))).toThrow(ConnectionFault)
  })

  test('a block that unpacks to far more than it is', () => {
    const decoder = new HeaderDecoder()
    const entry = Buffer.concat([Buffer.from('4001617fa11e', 'hex'), Buffer.alloc(4_000, 'x')])
    const again = Buffer.alloc(100, 0xbe)
    expect(() => decoder.decode(Buffer.concat([entry, again]))).toThrow('too long')
  })

  test('any bytes whatever: decoded or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const attempt of [() => new HeaderDecoder().decode(bytes), () => huffmanDecode(bytes)])
          try {
            attempt()
          } catch (fault) {
            expect(fault).toBeInstanceOf(ConnectionFault)
          }
      }),
    )
  })
})
