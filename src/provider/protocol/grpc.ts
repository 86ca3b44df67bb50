/** gRPC over HTTP/2, server side: unary calls, streams that stay open, and statuses. Which methods exist is methods.ts's business. */
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import { WireError } from './bytes.js'
import { GrpcError, status } from './status.js'

export type Method =
  | {
      readonly kind: 'unary'
      readonly answer: (body: Uint8Array) => Uint8Array | Promise<Uint8Array>
      readonly afterwards?: () => void
    }
  /** Nothing is ever sent but, perhaps, a first message; it ends when the caller hangs up. */
  | { readonly kind: 'idle'; readonly first?: Uint8Array }

/** Plans are megabytes at most; this bounds what a broken caller can make us hold. */
const largestMessage = 256 * 1024 * 1024

export function answerStream(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  find: (path: string) => Method | undefined,
): void {
  // A caller that is killed resets its streams; without a listener that would be an uncaught error.
  stream.on('error', () => stream.destroy())
  const path = String(headers[':path'])
  const method = find(path)
  if (method === undefined)
    return refuse(stream, new GrpcError(status.unimplemented, `${path} is not implemented`))
  if (method.kind === 'idle') return openIdle(stream, method.first)
  void answerUnary(stream, method)
}

async function answerUnary(
  stream: ServerHttp2Stream,
  method: Extract<Method, { kind: 'unary' }>,
): Promise<void> {
  try {
    const answer = await method.answer(await readMessage(stream))
    if (stream.destroyed) return
    if (method.afterwards !== undefined) whenDelivered(stream, method.afterwards)
    respond(stream, answer)
  } catch (thrown) {
    refuse(stream, thrown)
  }
}

/** A closed stream's last frames may still be on their way. A ping is answered after them, or the caller has hung up: both will do. */
function whenDelivered(stream: ServerHttp2Stream, then: () => void): void {
  const { session } = stream
  stream.once('close', () => {
    if (session === undefined || session.destroyed || !session.ping(then)) then()
  })
}

const contentType = { ':status': 200, 'content-type': 'application/grpc' }

function respond(stream: ServerHttp2Stream, message: Uint8Array): void {
  stream.respond(contentType, { waitForTrailers: true })
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
  stream.end(Buffer.concat([frameHeader(message), message]))
}

function openIdle(stream: ServerHttp2Stream, first: Uint8Array | undefined): void {
  stream.respond(contentType, { waitForTrailers: true })
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
  stream.resume()
  if (first === undefined) return
  stream.write(frameHeader(first))
  stream.write(first)
}

/** Headers only, with the status in them: gRPC's short form of failure. */
function refuse(stream: ServerHttp2Stream, thrown: unknown): void {
  if (stream.destroyed || stream.headersSent) return
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  stream.respond(
    {
      ...contentType,
      'grpc-status': String(codeOf(thrown)),
      'grpc-message': percentEncoded(message),
    },
    { endStream: true },
  )
}

function codeOf(thrown: unknown): number {
  if (thrown instanceof GrpcError) return thrown.code
  return thrown instanceof WireError ? status.internal : status.unknown
}

/** The specification's Percent-Encoded: printable ASCII but "%" stays. */
function percentEncoded(message: string): string {
  return message.replace(/[^\x20-\x24\x26-\x7e]+/g, (run) =>
    [...Buffer.from(run)]
      .map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`)
      .join(''),
  )
}

/** Length-Prefixed-Message: one byte "compressed?", four bytes of length, the message. */
function frameHeader(message: Uint8Array): Buffer {
  const header = Buffer.alloc(5)
  header.writeUInt32BE(message.length, 1)
  return header
}

async function readMessage(stream: ServerHttp2Stream): Promise<Uint8Array> {
  const body = await readAll(stream)
  if (body.length < 5) throw new WireError('the call has no message')
  if (body[0] !== 0)
    throw new GrpcError(status.unimplemented, 'compressed messages are not supported')
  if (body.readUInt32BE(1) !== body.length - 5)
    throw new WireError('the message is not as long as it says')
  return body.subarray(5)
}

/** By events: an asynchronous iterator costs more than everything else a call does here. */
function readAll(stream: ServerHttp2Stream): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    stream.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > largestMessage) reject(tooLarge())
      else chunks.push(chunk)
    })
    stream.once('end', () => resolve(Buffer.concat(chunks)))
    stream.once('close', () => reject(new Error('the caller hung up')))
  })
}

const tooLarge = () =>
  new GrpcError(status.resourceExhausted, `messages over ${largestMessage} bytes are refused`)
