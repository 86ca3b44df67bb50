/** HPACK (RFC 7541), as far as a server for gRPC goes: what comes is decoded whole, what goes out is written without a table. */
import { ConnectionFault, code } from './fault.js'
import { huffmanDecode } from './huffman.js'

export type Field = readonly [name: string, value: string]

/** Appendix A, in order; values where it has them. */
const staticTable: readonly Field[] = (
  ':authority|:method=GET|:method=POST|:path=/|:path=/index.html|:scheme=http|:scheme=https|:status=200|:status=204|:status=206|' +
  ':status=304|:status=400|:status=404|:status=500|accept-charset|accept-encoding=gzip, deflate|accept-language|accept-ranges|accept|' +
  'access-control-allow-origin|age|allow|authorization|cache-control|content-disposition|content-encoding|content-language|' +
  'content-length|content-location|content-range|content-type|cookie|date|etag|expect|expires|from|host|if-match|if-modified-since|' +
  'if-none-match|if-range|if-unmodified-since|last-modified|link|location|max-forwards|proxy-authenticate|proxy-authorization|range|' +
  'referer|refresh|retry-after|server|set-cookie|strict-transport-security|transfer-encoding|user-agent|vary|via|www-authenticate'
)
  .split('|')
  .map((entry) => {
    const [name = '', value = ''] = entry.split('=')
    return [name, value]
  })

/** Bytes. What the standard begins with; we never ask for another. */
const tableSize = 4_096

/** Bytes, counted as the table counts them: far above what gRPC sends with a call. */
const largestList = 64 * 1024

const sizeOf = ([name, value]: Field): number => name.length + value.length + 32

/** One connection's: every header block that comes must pass through it, in order, whether anyone wants it or not. */
export class HeaderDecoder {
  /** Newest first. */
  readonly #dynamic: Field[] = []
  #size = 0
  #limit = tableSize

  /** @throws ConnectionFault for what is no header block, or one out of all proportion */
  decode(block: Uint8Array): readonly Field[] {
    const fields: Field[] = []
    const cursor = { block, at: 0 }
    let size = 0
    while (cursor.at < block.length) {
      const field = this.#next(cursor)
      if (field === undefined) continue
      size += sizeOf(field)
      if (size > largestList)
        throw new ConnectionFault(code.tooMuch, 'the headers of a call are too long')
      fields.push(field)
    }
    return fields
  }

  #next(cursor: Cursor): Field | undefined {
    const first = cursor.block[cursor.at] ?? 0
    if (first >= 0x80) return this.#entry(integer(cursor, 7))
    if (first >= 0x40) return this.#remember(this.#literal(cursor, 6))
    // "Without indexing" and "never indexed" are the same to one who forwards nothing.
    if (first < 0x20) return this.#literal(cursor, 4)
    const limit = integer(cursor, 5)
    if (limit > tableSize) throw broken('a table larger than allowed')
    this.#limit = limit
    this.#shrink(limit)
    return undefined
  }

  #literal(cursor: Cursor, bits: number): Field {
    const index = integer(cursor, bits)
    const name = index === 0 ? text(cursor) : this.#entry(index)[0]
    return [name, text(cursor)]
  }

  #entry(index: number): Field {
    const found = staticTable[index - 1] ?? this.#dynamic[index - staticTable.length - 1]
    if (found === undefined) throw broken('an entry that no table has')
    return found
  }

  #remember(field: Field): Field {
    const size = sizeOf(field)
    this.#shrink(this.#limit - size)
    if (size > this.#limit) return field
    this.#dynamic.unshift(field)
    this.#size += size
    return field
  }

  #shrink(limit: number): void {
    while (this.#size > limit) {
      const oldest = this.#dynamic.pop()
      if (oldest === undefined) return
      this.#size -= sizeOf(oldest)
    }
  }
}

interface Cursor {
  readonly block: Uint8Array
  at: number
}

const broken = (what: string) => new ConnectionFault(code.compression, `a header names ${what}`)

/** §5.1: as many bits of the first byte, and seven of each that follows. */
function integer(cursor: Cursor, bits: number): number {
  const most = 2 ** bits - 1
  let value = next(cursor) & most
  if (value < most) return value
  for (let scale = 1; ; scale *= 128) {
    const byte = next(cursor)
    value += (byte & 0x7f) * scale
    if (value > largestList) throw broken('a number too large')
    if (byte < 0x80) return value
    // Zeros without end add nothing, and would never be too large.
    if (scale > largestList) throw broken('a number too long')
  }
}

function next(cursor: Cursor): number {
  const byte = cursor.block[cursor.at++]
  if (byte === undefined) throw broken('more than there is')
  return byte
}

function text(cursor: Cursor): string {
  const isCoded = (cursor.block[cursor.at] ?? 0) >= 0x80
  const length = integer(cursor, 7)
  const bytes = cursor.block.subarray(cursor.at, (cursor.at += length))
  if (bytes.length < length) throw broken('more than there is')
  return isCoded ? huffmanDecode(bytes) : Buffer.from(bytes).toString('latin1')
}

/** A header block that needs no table on either side. Names and values are ASCII. */
export function encodeHeaders(fields: Readonly<Record<string, string>>): Buffer {
  return Buffer.concat(
    Object.entries(fields).flatMap(([name, value]) => [
      Buffer.of(0),
      ...[name, value].map((each) => Buffer.concat([prefixed(each.length), Buffer.from(each)])),
    ]),
  )
}

function prefixed(length: number): Buffer {
  if (length < 127) return Buffer.of(length)
  const bytes = [127]
  let left = length - 127
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) + 128)
  return Buffer.from([...bytes, left])
}
