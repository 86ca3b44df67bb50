/** Header blocks, put together from the frames they come in: HEADERS, and CONTINUATION after CONTINUATION (RFC 9113 §4.3). */
import { ConnectionFault, code } from './fault.js'
import { flag, type, withoutPadding, type Frame } from './frames.js'
import { HeaderDecoder, type Field } from './hpack.js'

export interface Headers {
  readonly stream: number
  /** The caller has nothing more to say. */
  readonly isLast: boolean
  readonly fields: readonly Field[]
}

/** Bytes of one block. */
const largestBlock = 64 * 1024

/** More frames than that are meant to keep us busy: an empty one costs the sender next to nothing. */
const mostParts = 64

/** One connection's. */
export class HeaderBlocks {
  readonly #decoder = new HeaderDecoder()
  #open: { readonly stream: number; readonly isLast: boolean; readonly parts: Buffer[] } | undefined

  /** Whether this frame is of a header block. @throws ConnectionFault when another comes in the midst of one */
  wants(frame: Frame): boolean {
    const isContinued = frame.type === type.continuation
    if (isContinued !== (this.#open !== undefined))
      throw new ConnectionFault(code.protocol, 'headers are followed by what is not of them')
    return isContinued || frame.type === type.headers
  }

  /** The headers, once they are whole. Each block is decoded, wanted or not: the table depends on all of them. */
  push(frame: Frame): Headers | undefined {
    const { stream, flags } = frame
    const open = (this.#open ??= {
      stream,
      isLast: (flags & flag.endStream) !== 0,
      parts: [],
    })
    if (open.stream !== stream)
      throw new ConnectionFault(code.protocol, 'headers of two calls are mixed')
    open.parts.push(frame.type === type.headers ? withoutPadding(frame) : frame.payload)
    const block = Buffer.concat(open.parts)
    if (block.length > largestBlock || open.parts.length > mostParts)
      throw new ConnectionFault(code.tooMuch, 'the headers of a call are too long')
    if ((flags & flag.endHeaders) === 0) return undefined
    this.#open = undefined
    return { stream, isLast: open.isLast, fields: this.#decoder.decode(block) }
  }
}
