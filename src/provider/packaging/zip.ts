/** A ZIP archive of a few files in memory; the same files are the same bytes, in every time zone. */
import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'

export interface ZipEntry {
  readonly name: string
  readonly content: Buffer
  readonly executable?: boolean
}

/** The format's first moment. It has no time zone, and yazl takes this one for local: midnight is midnight everywhere. */
const mtime = new Date(1980, 0, 1)

export function zip(entries: readonly ZipEntry[]): Promise<Buffer> {
  const archive = new ZipFile()
  for (const { name, content, executable = false } of entries) {
    const mode = executable ? 0o100755 : 0o100644
    archive.addBuffer(content, name, { mode, mtime, forceDosTimestamp: true, compressionLevel: 9 })
  }
  archive.end()
  return buffer(archive.outputStream)
}
