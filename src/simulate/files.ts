/** The files a simulation reads: within a limit, and with the file's name in what is said of them. */
import { readFileSync, statSync } from 'node:fs'
import { Refusal } from '../core/index.js'

const unreadable = (file: string, why: string): Refusal =>
  new Refusal({
    code: 'file-unreadable',
    owner: 'caller',
    detail: `${file}: ${why}`,
    remedy: 'Check the path.',
    path: file,
  })

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a folder',
}

const standardInput = 0

/**
 * @param file - a path, or `-` for standard input
 * @throws Refusal `file-unreadable`
 */
export function readText(file: string, maxBytes: number): string {
  try {
    const place = file === '-' ? standardInput : file
    // A pipe has no size to ask for beforehand.
    const isLarge = place !== standardInput && statSync(place).size > maxBytes
    const bytes = isLarge ? undefined : readFileSync(place)
    if (!bytes || bytes.byteLength > maxBytes) {
      throw unreadable(file, `it has more than ${maxBytes} bytes`)
    }
    return bytes.toString('utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    if (Refusal.is(error)) throw error
    const code = (error as NodeJS.ErrnoException).code ?? ''
    throw unreadable(file, reasons[code] ?? code)
  }
}
