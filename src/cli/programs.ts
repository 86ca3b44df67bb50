/** The programs a command is given: files of Terraform's, or standard input. */
import { readFile, stat } from 'node:fs/promises'
import { Refusal } from '../core/index.js'
import { readProgram, type ProgramFile } from '../program/index.js'
import { usage } from './world.js'

const unreadable = (file: string, why: string): Refusal =>
  new Refusal({
    code: 'file-unreadable',
    owner: 'caller',
    detail: `${file}: ${why}`,
    remedy: 'Give a file that is there and may be read.',
  })

/** Bytes. A plan of ten thousand resources has some 50 MB. */
const largestFile = 512 * 1024 * 1024

/** @throws Refusal `file-unreadable`; `-` is standard input */
export async function textOf(file: string): Promise<string> {
  if (file === '-') return readInput()
  try {
    const { size } = await stat(file)
    if (size > largestFile) throw unreadable(file, `it has more than ${largestFile} bytes`)
    return await readFile(file, 'utf8')
  } catch (error) {
    if (Refusal.is(error)) throw error
    throw unreadable(file, (error as NodeJS.ErrnoException).code ?? String(error))
  }
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > largestFile) throw usage('standard input is too large', 'Give a file.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** @throws Refusal `file-unreadable`, `program-unreadable` */
export const programOf = async (file: string): Promise<ProgramFile> =>
  readProgram(await textOf(file), file)
