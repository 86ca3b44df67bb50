/** The bottom of protocol buffers: tags, varints and chunks, with every bound checked. */
import { status } from './status.js'

/** Bytes that are no message. */
export class WireError extends Error {
  override readonly name = 'WireError'
  /** What gRPC calls it. */
  readonly code = status.internal
}

export class Reader {
  private at = 0

  constructor(private readonly input: Uint8Array) {}

  get isAtEnd(): boolean {
    return this.at >= this.input.length
  }

  tag(): { id: number; wire: number } {
    const tag = this.varint()
    const id = Math.floor(tag / 8)
    if (id < 1 || id > 536_870_911) throw new WireError(`field number ${id} is out of range`)
    return { id, wire: tag % 8 }
  }

  /** At most ten bytes; negative numbers use all of them. Beyond 2^53 digits are lost, and no field of ours goes there. */
  varint(): number {
    const first = this.byte()
    if (first < 0x80) return first
    let low = first & 0x7f
    let high = 0
    for (let index = 1; index < 10; index++) {
      const byte = this.byte()
      const bits = byte & 0x7f
      if (index < 4) low += bits * 2 ** (7 * index)
      else high += bits * 2 ** (7 * (index - 4))
      if (byte < 0x80) return combined(low, high % 2 ** 36)
    }
    throw new WireError('a number is longer than ten bytes')
  }

  chunk(): Uint8Array {
    const length = this.varint()
    return this.take(length)
  }

  skip(wire: number): void {
    if (wire === 0) this.varint()
    else if (wire === 1) this.take(8)
    else if (wire === 2) this.chunk()
    else if (wire === 5) this.take(4)
    else throw new WireError(`wire type ${wire} is not used in this protocol`)
  }

  private byte(): number {
    const byte = this.input[this.at++]
    if (byte === undefined) throw new WireError('the message ends in the middle of a number')
    return byte
  }

  private take(length: number): Uint8Array {
    if (length < 0 || length > this.input.length - this.at)
      throw new WireError(
        `a field of ${length} bytes does not fit into what is left of the message`,
      )
    return this.input.subarray(this.at, (this.at += length))
  }
}

/** 64 bits from the lower 28 and the upper 36, as two's complement: kept apart until the sign is known, so that -1 is not rounded away. */
function combined(low: number, high: number): number {
  const signed = high >= 2 ** 35 ? high - 2 ** 36 : high
  return signed * 2 ** 28 + low
}

export class Writer {
  private readonly parts: Uint8Array[] = []

  varint(id: number, value: number): void {
    this.parts.push(varintOf(id * 8), varintOf(value))
  }

  chunk(id: number, bytes: Uint8Array): void {
    this.parts.push(varintOf(id * 8 + 2), varintOf(bytes.length), bytes)
  }

  finish(): Uint8Array {
    return Buffer.concat(this.parts)
  }
}

function varintOf(value: number): Uint8Array {
  if (!Number.isSafeInteger(value))
    throw new WireError(`${value} is not a whole number that can be sent`)
  if (value < 0) return varintOfNegative(value)
  const bytes: number[] = []
  let rest = value
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  bytes.push(rest)
  return Uint8Array.from(bytes)
}

/** As 64 bits in two's complement, all ten bytes. */
function varintOfNegative(value: number): Uint8Array {
  const bits = BigInt.asUintN(64, BigInt(value))
  return Uint8Array.from({ length: 10 }, (_, index) => {
    const seven = Number((bits >> BigInt(7 * index)) & 0x7fn)
    return index < 9 ? seven | 0x80 : seven
  })
}
