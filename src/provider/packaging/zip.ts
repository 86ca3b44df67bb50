/**
 * A ZIP archive (PKWARE APPNOTE 6.3) of a few files in memory: entries, central directory, end. Node has the compression and the
 * checksum; what is left is this page, where a library would bring streams, encryption and archives of gigabytes.
 */
import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipEntry {
  readonly name: string
  readonly content: Buffer
  readonly executable?: boolean
}

/** Version 2.0 of the format: deflate, and no more. */
const version = 20
const deflate = 8
/** 1980-01-01: archives of the same files are the same bytes. */
const date = 0x21
/** Made by Unix: the upper half of the external attributes is the file's mode. */
const unix = 3 << 8

/** Little-endian fields, each as wide as said. */
function fields(...values: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer {
  return Buffer.concat(
    values.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes)
      field.writeUIntLE(value, 0, bytes)
      return field
    }),
  )
}

interface Packed {
  readonly name: Buffer
  readonly data: Buffer
  readonly mode: number
  /** version … length of the extra field: the same in both headers. */
  readonly common: Buffer
}

function pack({ name, content, executable = false }: ZipEntry): Packed {
  const data = deflateRawSync(content, { level: 9 })
  const encoded = Buffer.from(name, 'utf8')
  const common = fields(
    [2, version],
    [2, 0], // flags
    [2, deflate],
    [2, 0], // time
    [2, date],
    [4, crc32(content)],
    [4, data.length],
    [4, content.length],
    [2, encoded.length],
    [2, 0], // extra field
  )
  return { name: encoded, data, common, mode: executable ? 0o100755 : 0o100644 }
}

const local = ({ common, name, data }: Packed): Buffer =>
  Buffer.concat([fields([4, 0x04034b50]), common, name, data])

const central = ({ common, name, mode }: Packed, offset: number): Buffer =>
  Buffer.concat([
    fields([4, 0x02014b50], [2, unix | version]),
    common,
    fields(
      [2, 0], // comment
      [2, 0], // disk
      [2, 0], // internal attributes
      [4, mode * 0x10000],
      [4, offset],
    ),
    name,
  ])

export function zip(entries: readonly ZipEntry[]): Buffer {
  const packed = entries.map(pack)
  const locals = packed.map(local)
  const starts = locals.map((_, index) => lengthOf(locals.slice(0, index)))
  const directory = packed.map((each, index) => central(each, starts[index] ?? 0))
  const end = fields(
    [4, 0x06054b50],
    [2, 0], // this disk
    [2, 0], // disk of the directory
    [2, entries.length],
    [2, entries.length],
    [4, lengthOf(directory)],
    [4, lengthOf(locals)],
    [2, 0], // comment
  )
  return Buffer.concat([...locals, ...directory, end])
}

const lengthOf = (buffers: readonly Buffer[]): number =>
  buffers.reduce((sum, { length }) => sum + length, 0)
