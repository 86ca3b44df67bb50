/** `mortise check`: reads files, asks the contract check, prints what it says. Exit 0: clean, 1: it could not be asked, 2: findings. */
import { existsSync } from 'node:fs'
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
import { clientFor, readService } from './live.js'
import { programOf, textOf } from './programs.js'
import { publishedBy } from './published.js'
import { explained, theWorld, usage, type World } from './world.js'

export interface CheckCommand {
  readonly format: 'text' | 'json' | 'sarif'
  readonly failOn: 'warning' | 'error'
  readonly live?: string
  readonly waivers?: string
  readonly serviceUrl?: string
  /** A day; certificates and waivers are judged as of its beginning. */
  readonly asOf?: string
}

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
