/**
 * HTTP/2 (RFC 9113), the server's half, as far as gRPC needs it: calls come in, answers go out, no push, no priorities, no
 * header table of our own. It is for one peer, who has shown by certificate that it started this process.
 */
import type { Duplex } from 'node:stream'
import { ConnectionFault, code } from './fault.js'
import {
  FrameReader,
  flag,
  frameHead,
  frameSize,
  largestWindow,
  setting,
  type,
  withoutPadding,
  word,
  type Frame,
} from './frames.js'
import { HeaderBlocks, type Headers } from './blocks.js'
import { Stream, type Carrier } from './stream.js'

export interface Hearing {
  /** A call begins; its body may still be on the way. */
  readonly onStream: (stream: Stream) => void
  /** The peer broke the protocol, or the socket failed. `onClose` follows. */
  readonly onFault: (fault: Error) => void
  readonly onClose: () => void
}

/** The standard's first window, for the connection and for each stream until the peer says otherwise. */
const firstWindow = 65_535

export class Connection implements Carrier {
  readonly #socket: Duplex
  readonly #hearing: Hearing
  readonly #reader = new FrameReader()
  readonly #blocks = new HeaderBlocks()
  readonly #streams = new Map<number, Stream>()
  /** Written in one go when this turn of the event loop has nothing more to say. */
  #unsent: Uint8Array[] = []
  /** Called when a ping comes back. */
  #pings: (() => void)[] = []
  #newest = 0
  /** What the peer takes. */
  #window = firstWindow
  #streamWindow = firstWindow
  /** What the peer sent since we last opened our window again. */
  #taken = 0

  constructor(socket: Duplex, hearing: Hearing) {
    this.#socket = socket
    this.#hearing = hearing
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('error', hearing.onFault)
    socket.once('close', () => this.#closed())
    // Room for the largest plan without waiting: whoever limits a message is grpc.ts.
    const window = Buffer.concat([Buffer.of(0, setting.initialWindowSize), word(largestWindow)])
    this.#send(type.settings, 0, 0, window)
    this.#openWindow(largestWindow - firstWindow)
  }

  /** Calls `then` when everything sent so far has arrived, or nobody is there any more for whom it could. */
  delivered(then: () => void): void {
    if (this.#socket.destroyed) return then()
    this.#pings.push(then)
    this.#send(type.ping, 0, 0, Buffer.alloc(8))
  }

  destroy(): void {
    this.#socket.destroy()
  }

  headers(stream: Stream, block: Buffer, isLast: boolean): void {
    this.#send(type.headers, flag.endHeaders | (isLast ? flag.endStream : 0), stream.id, block)
    if (isLast) this.#finished(stream)
  }

  pump(stream: Stream): void {
    const { outgoing } = stream
    for (let next = outgoing.data[0]; next !== undefined; next = outgoing.data[0]) {
      const length = Math.min(next.length, frameSize, this.#window, stream.window)
      if (length <= 0 && next.length > 0) return
      this.#send(type.data, 0, stream.id, next.subarray(0, length))
      this.#window -= length
      stream.window -= length
      if (length === next.length) outgoing.data.shift()
      else outgoing.data[0] = next.subarray(length)
    }
    if (outgoing.trailers !== undefined && !stream.isOver)
      this.headers(stream, outgoing.trailers, true)
  }

  /** RFC 9113 §8.1: who answers before having heard all tells the caller to stop. */
  #finished(stream: Stream): void {
    if (!stream.isHeard) this.#send(type.reset, 0, stream.id, word(code.none))
    this.#forget(stream)
  }

  #forget(stream: Stream): void {
    this.#streams.delete(stream.id)
    stream.over()
  }

  #send(kind: number, flags: number, stream: number, payload: Uint8Array): void {
    if (this.#unsent.length === 0) setImmediate(() => this.#flush())
    this.#unsent.push(frameHead(payload.length, kind, flags, stream), payload)
  }

  #flush(): void {
    const bytes = Buffer.concat(this.#unsent)
    this.#unsent = []
    if (this.#socket.writable) this.#socket.write(bytes)
  }

  #read(chunk: Buffer): void {
    try {
      this.#reader.push(chunk, (frame) => this.#take(frame))
    } catch (thrown) {
      const fault = thrown instanceof Error ? thrown : new Error(String(thrown))
      this.#hearing.onFault(fault)
      this.#giveUp(fault instanceof ConnectionFault ? fault.code : code.internal)
    }
  }

  #giveUp(reason: number): void {
    this.#socket.removeAllListeners('data').resume()
    this.#send(type.goAway, 0, 0, Buffer.concat([word(this.#newest), word(reason)]))
    setImmediate(() => this.#socket.end(() => this.destroy()))
  }

  #take(frame: Frame): void {
    if (this.#blocks.wants(frame)) return this.#headers(this.#blocks.push(frame))
    switch (frame.type) {
      case type.data:
        return this.#data(frame)
      case type.reset:
        return this.#reset(frame)
      case type.settings:
        return this.#settings(frame)
      case type.ping:
        return this.#ping(frame)
      case type.windowUpdate:
        return this.#windowUpdate(frame)
      case type.pushPromise:
        throw broken('a client cannot push')
      default:
      // GOAWAY: the peer will close. Priorities are obsolete, and what nobody knows is to be ignored.
    }
  }

  #data(frame: Frame): void {
    this.#taken += frame.payload.length
    if (this.#taken > largestWindow / 2) this.#openWindow(this.#taken)
    const stream = this.#streams.get(frame.stream)
    if (stream === undefined) return this.#mustBeOld(frame)
    if (stream.isHeard) throw broken('a call goes on after its end')
    stream.heard(withoutPadding(frame), (frame.flags & flag.endStream) !== 0)
  }

  #openWindow(by: number): void {
    this.#taken = 0
    this.#send(type.windowUpdate, 0, 0, word(by))
  }

  /** What still comes for a call that is over is no fault: it was on its way. */
  #mustBeOld({ stream }: Frame): void {
    if (stream === 0 || stream > this.#newest) throw broken('a call is spoken of that never began')
  }

  #headers(headers: Headers | undefined): void {
    if (headers === undefined) return
    const { stream: id, isLast, fields } = headers
    const known = this.#streams.get(id)
    if (known !== undefined) return known.heard(Buffer.alloc(0), isLast)
    if (id % 2 === 0) throw broken('a call has a number of ours')
    if (id <= this.#newest) return
    this.#newest = id
    const path = fields.find(([name]) => name === ':path')?.[1] ?? ''
    const stream = new Stream(id, path, this.#streamWindow, this)
    stream.isHeard = isLast
    this.#streams.set(id, stream)
    this.#hearing.onStream(stream)
  }

  #reset(frame: Frame): void {
    const stream = this.#streams.get(frame.stream)
    if (stream === undefined) return this.#mustBeOld(frame)
    this.#forget(stream)
  }

  #settings({ flags, payload }: Frame): void {
    if (flags & flag.ack) return
    if (payload.length % 6 !== 0) throw new ConnectionFault(code.frameSize, 'settings are cut off')
    for (let at = 0; at < payload.length; at += 6)
      if (payload.readUInt16BE(at) === setting.initialWindowSize)
        this.#resize(payload.readUInt32BE(at + 2))
    this.#send(type.settings, flag.ack, 0, Buffer.alloc(0))
  }

  /** Applies to the calls under way, too (RFC 9113 §6.9.2). */
  #resize(window: number): void {
    if (window > largestWindow) throw new ConnectionFault(code.flowControl, 'a window is too large')
    const difference = window - this.#streamWindow
    this.#streamWindow = window
    for (const stream of this.#streams.values()) stream.window += difference
    this.#pumpAll()
  }

  #ping({ flags, payload }: Frame): void {
    if (payload.length !== 8) throw new ConnectionFault(code.frameSize, 'a ping is not eight bytes')
    if (flags & flag.ack) this.#pings.shift()?.()
    else this.#send(type.ping, flag.ack, 0, payload)
  }

  #windowUpdate(frame: Frame): void {
    if (frame.payload.length !== 4)
      throw new ConnectionFault(code.frameSize, 'a window update is not four bytes')
    const by = frame.payload.readUInt32BE(0) & largestWindow
    if (by === 0) throw broken('a window opens by nothing')
    if (frame.stream === 0) {
      this.#window += by
      if (this.#window > largestWindow)
        throw new ConnectionFault(code.flowControl, 'a window is too large')
      return this.#pumpAll()
    }
    const stream = this.#streams.get(frame.stream)
    if (stream === undefined) return this.#mustBeOld(frame)
    stream.window += by
    this.pump(stream)
  }

  #pumpAll(): void {
    for (const stream of [...this.#streams.values()])
      if (stream.outgoing.data.length > 0) this.pump(stream)
  }

  #closed(): void {
    for (const stream of [...this.#streams.values()]) this.#forget(stream)
    for (const then of this.#pings.splice(0)) then()
    this.#hearing.onClose()
  }
}

const broken = (what: string) => new ConnectionFault(code.protocol, what)
