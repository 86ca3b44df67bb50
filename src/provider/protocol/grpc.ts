/** gRPC over HTTP/2, server side: unary calls, streams that stay open, and statuses. Which methods exist is methods.ts's business. */
import { WireError } from './bytes.js'
import type { Connection } from './http2/connection.js'
import { encodeHeaders } from './http2/hpack.js'
import type { Stream } from './http2/stream.js'
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
  stream: Stream,
  find: (path: string) => Method | undefined,
  connection: Connection,
): void {
  const method = find(stream.path)
  if (method === undefined)
    return refuse(stream, new GrpcError(status.unimplemented, `${stream.path} is not implemented`))
  if (method.kind === 'idle') return openIdle(stream, method.first)
  void answerUnary(stream, method, connection)
}

async function answerUnary(
  stream: Stream,
  { answer, afterwards }: Extract<Method, { kind: 'unary' }>,
  connection: Connection,
): Promise<void> {
  try {
    respond(stream, await answer(messageIn(await stream.whole(largestMessage, tooLarge))))
    if (afterwards !== undefined) connection.delivered(afterwards)
  } catch (thrown) {
    refuse(stream, thrown)
  }
}

const contentType = { ':status': '200', 'content-type': 'application/grpc' }
const begun = encodeHeaders(contentType)
const succeeded = encodeHeaders({ 'grpc-status': String(status.ok) })

function respond(stream: Stream, message: Uint8Array): void {
  stream.begin(begun)
  stream.write(framed(message))
  stream.end(succeeded)
}

function openIdle(stream: Stream, first: Uint8Array | undefined): void {
  stream.begin(begun)
  if (first !== undefined) stream.write(framed(first))
}

/** Headers only, with the status in them: gRPC's short form of failure. */
function refuse(stream: Stream, thrown: unknown): void {
  if (stream.isOver) return
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  stream.refuse(
    encodeHeaders({
      ...contentType,
      'grpc-status': String(codeOf(thrown)),
      'grpc-message': percentEncoded(message.slice(0, longestReason)),
    }),
  )
}

/** Characters: coded, they fit in one frame. */
const longestReason = 1_500

/** By its code, not by its class: what answers may be of another bundle, with classes of its own. Node's own faults have texts for codes. */
function codeOf(thrown: unknown): number {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  return typeof code === 'number' ? code : status.unknown
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
function framed(message: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(5 + message.length)
  bytes.writeUInt8(0, 0)
  bytes.writeUInt32BE(message.length, 1)
  bytes.set(message, 5)
  return bytes
}

function messageIn(body: Buffer): Buffer {
  if (body.length < 5) throw new WireError('the call has no message')
  if (body[0] !== 0)
    throw new GrpcError(status.unimplemented, 'compressed messages are not supported')
  if (body.readUInt32BE(1) !== body.length - 5)
    throw new WireError('the message is not as long as it says')
  return body.subarray(5)
}

const tooLarge = () =>
  new GrpcError(status.resourceExhausted, `messages over ${largestMessage} bytes are refused`)
