/** `mortise check`: reads files, asks the contract check, prints what it says. Exit 0: clean, 1: it could not be asked, 2: findings. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parse, YAMLParseError } from 'yaml'
import {
  checkContract,
  failing,
  joinedReport,
  parseWaivers,
  readLive,
  renderJson,
  renderSarif,
  renderText,
  type CheckOptions,
  type ProgramInput,
  type Report,
  type WaiverInput,
} from '../contract/index.js'
import { isSecureUrl, Refusal } from '../core/index.js'
import { readProgram } from '../program/index.js'
import { clientFor, readService } from './live.js'
import { publishedBy } from './published.js'

export interface CheckCommand {
  readonly format: 'text' | 'json' | 'sarif'
  readonly failOn: 'warning' | 'error'
  readonly live?: string
  readonly waivers?: string
  readonly serviceUrl?: string
  /** A day; certificates and waivers are judged as of its beginning. */
  readonly asOf?: string
}

/** What a command is given of the world. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => Date
  readonly out: (text: string) => void
  /** Progress and errors; progress only where a person watches. */
  readonly say: (text: string) => void
  readonly isWatched: boolean
}

export const theWorld = (): World => ({
  env: process.env,
  now: () => new Date(),
  out: (text) => void process.stdout.write(text),
  say: (text) => void process.stderr.write(text),
  isWatched: process.stderr.isTTY,
})

const usage = (detail: string, remedy: string): Refusal =>
  new Refusal({ code: 'usage', owner: 'caller', detail, remedy })

const unreadable = (file: string, error: unknown): Refusal =>
  new Refusal({
    code: 'file-unreadable',
    owner: 'caller',
    detail: `${file}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`,
    remedy: 'Give a file that is there and may be read.',
  })

/** 1 GB: a plan of ten thousand resources has some 50 MB. */
const largestFile = 1024 * 1024 * 1024

/** @throws Refusal `file-unreadable`; `-` is standard input */
export async function textOf(file: string): Promise<string> {
  if (file === '-') return readInput()
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw unreadable(file, error)
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
export const programOf = async (file: string): Promise<ProgramInput> =>
  readProgram(await textOf(file), file)

const waiverFile = 'mortise.waivers.yaml'

/** The file that was named, or one beside the first program or in the current folder. */
function waiverFileFor(files: readonly string[], named: string | undefined): string | undefined {
  if (named !== undefined) return named
  const folders = [...files.filter((file) => file !== '-').map(dirname), '.']
  return folders.map((folder) => join(folder, waiverFile)).find((file) => existsSync(file))
}

async function waiversFor(
  files: readonly string[],
  named: string | undefined,
): Promise<readonly WaiverInput[]> {
  const file = waiverFileFor(files, named)
  if (file === undefined) return []
  const text = await textOf(file)
  try {
    return parseWaivers(parse(text), file)
  } catch (error) {
    if (error instanceof YAMLParseError)
      throw usage(`${file}: ${error.message.split('\n')[0] ?? ''}`, 'Correct the YAML.')
    if (Refusal.is(error))
      throw new Refusal({ ...error.finding, detail: `${file}: ${error.finding.detail}` })
    throw error
  }
}

function dayIn(text: string | undefined, now: Date): Date {
  if (text === undefined) return now
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined
  if (day && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)) return day
  throw usage(`--as-of ${text} is no day`, 'Write it as 2027-06-30.')
}

async function optionsFor(
  files: readonly string[],
  { waivers, serviceUrl, asOf }: CheckCommand,
  now: Date,
): Promise<CheckOptions> {
  if (serviceUrl !== undefined && !isSecureUrl(serviceUrl))
    throw usage('--service-url must be an https URL', 'Give the public base URL of the service.')
  return {
    now: dayIn(asOf, now),
    waivers: await waiversFor(files, waivers),
    ...(serviceUrl === undefined ? {} : { serviceUrl }),
  }
}

async function reportOf(
  files: readonly string[],
  command: CheckCommand,
  world: World,
): Promise<Report> {
  if (files.length === 0 && command.live === undefined)
    throw usage('nothing to check', 'Name a file, or a service by --live.')
  const progress = (text: string) => world.isWatched && world.say(`${text}\n`)
  const options = await optionsFor(files, command, world.now())
  const programs: ProgramInput[] = []
  for (const file of files) {
    progress(`reading ${file}`)
    programs.push(await programOf(file))
  }
  if (command.live === undefined)
    return joinedReport(
      programs.map((each) => [each]),
      options,
    )
  progress(`asking ${command.live}`)
  const service = await readService(clientFor(command.live, world.env))
  progress('asking the IdPs about themselves')
  const live = readLive({ ...service, published: await publishedBy(service, world) })
  return programs.length === 0
    ? checkContract([live], options)
    : joinedReport(
        programs.map((each) => [each, live]),
        options,
      )
}

const renderers = { text: renderText, json: renderJson, sarif: renderSarif } as const

/** @returns the exit code */
export async function check(
  files: readonly string[],
  command: CheckCommand,
  world: World = theWorld(),
): Promise<number> {
  return explained('check', world, async () => {
    const report = await reportOf(files, command, world)
    world.out(renderers[command.format](report))
    return failing(report, command.failOn).length > 0 ? 2 : 0
  })
}

/** A refusal is told in two lines; a bug keeps its stack. */
export async function explained(
  command: string,
  world: World,
  work: () => Promise<number>,
): Promise<number> {
  try {
    return await work()
  } catch (error) {
    if (!Refusal.is(error)) throw error
    const { code, detail, remedy } = error.finding
    world.say(`mortise ${command}: ${code}: ${detail}\n${remedy}\n`)
    return 1
  }
}
