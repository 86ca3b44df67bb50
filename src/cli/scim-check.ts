/** `mortise scim-check URL`: the sequences of SCIM clients against anybody's server. Exit code 0: all hold; 1: some do not; 2: it could not be asked. */
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
} from '../scim-client/index.js'

type Format = 'text' | 'json' | 'junit'

export interface ScimCheckOptions {
  /** Name of the environment variable that holds the token. */
  readonly tokenEnv?: string
  readonly token?: string
  /** @default - okta, entra and rfc */
  readonly as?: readonly string[]
  readonly format: Format
  /** @default - standard output */
  readonly output?: string
  readonly usersOnly: boolean
  readonly domain: string
}

/** What the process around it gives. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
}

const renderers: Readonly<Record<Format, (report: CheckReport) => string>> = {
  text: renderText,
  json: renderJson,
  junit: renderJunit,
}

function tokenOf({ token, tokenEnv }: ScimCheckOptions, env: Surroundings['env']): string {
  const value = tokenEnv === undefined ? token : env[tokenEnv]
  if (value !== undefined && value !== '') return value
  throw new Refusal({
    code: 'scim-token-missing',
    owner: 'caller',
    detail: tokenEnv === undefined ? 'no token was given' : `${tokenEnv} is not set`,
    remedy: 'Put the token into an environment variable and name it: --token-env SCIM_TOKEN.',
  })
}

/** @returns the exit code */
export async function scimCheck(
  url: string,
  options: ScimCheckOptions,
  { env, stdout, stderr }: Surroundings = process,
): Promise<0 | 1 | 2> {
  try {
    const names = options.as ?? ['okta', 'entra', 'rfc']
    const manners = [...new Set(names.flatMap(mannersNamed))]
    const client = new ScimClient({ baseUrl: url, token: tokenOf(options, env) })
    const { usersOnly, domain } = options
    const run = randomBytes(4).toString('hex')
    const report = await checkScim({ client, manners, usersOnly, domain, run })
    const text = renderers[options.format](report)
    if (options.output === undefined) stdout.write(text)
    else writeFileSync(options.output, text)
    return summaryOf(report).failed > 0 ? 1 : 0
  } catch (error) {
    if (!Refusal.is(error)) throw error
    const { code, detail, remedy } = error.finding
    stderr.write(`mortise scim-check: ${detail}. ${remedy} [${code}]\n`)
    return 2
  }
}
