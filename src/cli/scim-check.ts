/** `mortise scim-check URL`: the sequences of SCIM clients against anybody's server. Exit 0: all hold, 1: it could not be asked, 2: some do not hold. */
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { Refusal } from '../core/index.js'
import {
  checkScim,
  mannersNamed,
  renderJson,
  renderJunit,
  renderText,
  ScimClient,
  summaryOf,
  type CheckReport,
  type CheckResult,
} from '../scim-client/index.js'
import { theWorld, type World } from './world.js'

type Format = 'text' | 'json' | 'junit'

export interface ScimCheckOptions {
  /** Others on the machine can read it in the list of processes. */
  readonly token?: string
  /** Name of the environment variable that holds the token. @default 'MORTISE_SCIM_TOKEN' */
  readonly tokenEnv?: string
  /** @default - okta, entra and rfc */
  readonly as?: readonly string[]
  readonly format: Format
  /** @default - standard output */
  readonly output?: string
  readonly usersOnly: boolean
  /** Of the addresses of people it invents. */
  readonly domain: string
}

const renderers: Readonly<Record<Format, (report: CheckReport) => string>> = {
  text: renderText,
  json: renderJson,
  junit: renderJunit,
}

const refused = (code: string, detail: string, remedy: string): Refusal =>
  new Refusal({ code, owner: 'caller', detail, remedy })

function tokenOf({ token, tokenEnv }: ScimCheckOptions, env: World['env']): string {
  const name = tokenEnv ?? 'MORTISE_SCIM_TOKEN'
  const value = token ?? env[name]
  if (value !== undefined && value !== '') return value
  throw refused(
    'scim-token-missing',
    `${name} is not set`,
    'Put the token into that environment variable, or name another: --token-env SCIM_TOKEN.',
  )
}

function domainOf({ domain }: ScimCheckOptions): string {
  if (/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i.test(domain)) return domain
  throw refused('usage', '--domain must be a host name', 'Give one like example.com.')
}

function write(text: string, { output }: ScimCheckOptions, { out }: World): void {
  if (output === undefined) return out(text)
  try {
    writeFileSync(output, text)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    throw refused('file-unwritable', `${output}: ${code}`, 'Name a file that may be written.')
  }
}

/** One line that is written over, where a person watches. */
function progressOn({ isWatched, say }: World) {
  let done = 0
  const over = '\r\u001b[2K'
  return {
    result: ({ manner, title }: CheckResult) =>
      isWatched && say(`${over}${(done += 1)} asked, as ${manner}: ${title}`.slice(0, 100)),
    end: () => isWatched && done > 0 && say(over),
  }
}

async function reportOf(url: string, options: ScimCheckOptions, world: World) {
  const names = options.as ?? ['okta', 'entra', 'rfc']
  const progress = progressOn(world)
  try {
    return await checkScim({
      client: new ScimClient({ baseUrl: url, token: tokenOf(options, world.env) }),
      manners: [...new Set(names.flatMap(mannersNamed))],
      usersOnly: options.usersOnly,
      domain: domainOf(options),
      run: randomBytes(4).toString('hex'),
      onResult: progress.result,
    })
  } finally {
    progress.end()
  }
}

/** @returns the exit code */
export async function scimCheck(
  url: string,
  options: ScimCheckOptions,
  world: World = theWorld(),
): Promise<0 | 1 | 2> {
  try {
    const report = await reportOf(url, options, world)
    write(renderers[options.format](report), options, world)
    return summaryOf(report).failed > 0 ? 2 : 0
  } catch (error) {
    if (!Refusal.is(error)) throw error
    const { code, detail, remedy } = error.finding
    world.say(`mortise scim-check: ${detail}. ${remedy} [${code}]\n`)
    return 1
  }
}
