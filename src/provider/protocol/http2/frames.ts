/** Frames of HTTP/2 (RFC 9113 §4 and §6): cut out of the bytes that come, and put together from what is to go. */
import { ConnectionFault, code } from './fault.js'

export const type = {
  data: 0x0,
  headers: 0x1,
  reset: 0x3,
  settings: 0x4,
  pushPromise: 0x5,
  ping: 0x6,
  goAway: 0x7,
  windowUpdate: 0x8,
  continuation: 0x9,
}

export const flag = { ack: 0x1, endStream: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 }

export const setting = { initialWindowSize: 0x4, maxFrameSize: 0x5 }

/** Bytes. What both sides begin with; we never ask for more. */
export const frameSize = 16_384

/** The largest a window may be. */
export const largestWindow = 2 ** 31 - 1

export interface Frame {
  readonly type: number
  readonly flags: number
  /** 0 for the connection itself. */
  readonly stream: number
  readonly payload: Buffer
}

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
const headLength = 9

/** One connection's incoming bytes. A frame's payload is a view into them, and good for as long as its handler runs or keeps it. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0)
  #isGreeted = false

  /** Calls `take` for each frame that is whole by now. @throws ConnectionFault */
  push(chunk: Buffer, take: (frame: Frame) => void): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let at = this.#greeted(bytes)
    while (bytes.length - at >= headLength) {
      const length = bytes.readUIntBE(at, 3)
      if (length > frameSize) throw new ConnectionFault(code.frameSize, 'a frame is too long')
      const [begin, end] = [at + headLength, at + headLength + length]
      if (bytes.length < end) break
      take({
        type: bytes[at + 3] ?? 0,
        flags: bytes[at + 4] ?? 0,
        stream: bytes.readUInt32BE(at + 5) & largestWindow,
        payload: bytes.subarray(begin, end),
      })
      at = end
    }
    this.#rest = bytes.subarray(at)
  }

  /** Where the frames begin. */
  #greeted(bytes: Buffer): number {
    if (this.#isGreeted) return 0
    const seen = Math.min(bytes.length, preface.length)
    if (!bytes.subarray(0, seen).equals(preface.subarray(0, seen)))
      throw new ConnectionFault(code.protocol, 'whoever connected does not speak HTTP/2')
    this.#isGreeted = seen === preface.length
    return this.#isGreeted ? seen : 0
  }
}

/** The nine bytes before a payload. */
export function frameHead(length: number, kind: number, flags: number, id: number): Uint8Array {
  const [long, stream] = [length >> 8, id >> 8]
  return Uint8Array.of(long >> 8, long, length, kind, flags, stream >> 16, stream >> 8, stream, id)
}

/** DATA and HEADERS may be padded; HEADERS may begin with a priority, which is obsolete. */
export function withoutPadding({ payload, flags, type: kind }: Frame): Buffer {
  const isPadded = (flags & flag.padded) !== 0
  const padding = isPadded ? (payload[0] ?? 0) : 0
  const begin = (isPadded ? 1 : 0) + (kind === type.headers && flags & flag.priority ? 5 : 0)
  if (begin + padding > payload.length)
    throw new ConnectionFault(code.protocol, 'a frame is all padding')
  return payload.subarray(begin, payload.length - padding)
}

/** Four bytes, of which the first bit is reserved. */
export const word = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeUInt32BE(value, 0)
  return bytes
}
