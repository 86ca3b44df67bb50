/** A whole `mortise simulate`: loads, tries, reports. What it is given comes from the command line; it prints nothing itself. */
import type { Send } from '../admin-api/index.js'
import { Refusal } from '../core/index.js'
import { diffAccess } from './access-diff.js'
import { loadConfig, type Config, type LoadOptions } from './config/load.js'
import { readText } from './files.js'
import type { Outcome } from './outcome.js'
import { diffAsJson, outcomesAsJson } from './report/json.js'
import { diffAsMarkdown, outcomesAsMarkdown } from './report/markdown.js'
import { diffAsText, outcomesAsText } from './report/text.js'
import { asKnown } from './known.js'
import type { SamplePerson } from './samples/person.js'
import { readPersonas } from './samples/personas.js'
import {
  claimsSample,
  idTokenSample,
  jsonSample,
  samlSample,
  scimSample,
} from './samples/protocols.js'
import { connectionsFor, simulateOne } from './simulate.js'

export type Format = 'text' | 'markdown' | 'json'

export interface SimulateOptions {
  /** File, folder, or URL of a service. */
  readonly config?: string | undefined
  readonly before?: string | undefined
  readonly after?: string | undefined
  /** Before and after from one plan: what is, and what will be. */
  readonly plan?: string | undefined
  readonly connection?: string | undefined
  readonly personas?: string | undefined
  readonly saml?: string | undefined
  readonly idToken?: string | undefined
  readonly claims?: string | undefined
  readonly scimUser?: string | undefined
  /** `name=value`, as Terraform's `-var`. */
  readonly variables?: readonly string[]
  /** @default 'text' */
  readonly format?: Format
  readonly now: Date
  /** Admin token, for a running service. */
  readonly token?: string | undefined
  readonly fetch?: Send
}

interface Simulated {
  readonly report: string
  /** 0; 2 where a diff shows a change. */
  readonly code: 0 | 2
}

const usage = (detail: string, remedy: string): Refusal =>
  new Refusal({ code: 'usage', owner: 'caller', detail, remedy })

const maxSampleBytes = 1024 * 1024

const sampleReaders = {
  saml: (text: string) => ({ signIn: samlSample(text) }),
  idToken: (text: string) => ({ signIn: idTokenSample(text) }),
  claims: (text: string) => ({ signIn: claimsSample(jsonSample(text, 'the claims')) }),
  scimUser: (text: string) => ({ scim: scimSample(jsonSample(text, 'the SCIM User')) }),
} as const

/** @throws Refusal `usage` unless the people are told in one way */
function peopleOf(options: SimulateOptions): readonly SamplePerson[] {
  const names = Object.keys(sampleReaders) as (keyof typeof sampleReaders)[]
  const given = names.filter((name) => options[name] !== undefined)
  const [way, ...others] = given
  const { personas, connection } = options
  if (others.length > 0 || (way !== undefined) === (personas !== undefined)) {
    throw usage(
      'say in one way whom to try',
      'Give --personas, or one of --saml, --id-token, --claims, --scim-user.',
    )
  }
  if (way === undefined) {
    return readPersonas(personas ?? '').map((person) => ({
      ...person,
      connection: connection ?? person.connection,
    }))
  }
  const file = options[way] ?? ''
  const person = sampleReaders[way](readText(file, maxSampleBytes))
  return [{ name: file === '-' ? 'the sample' : file, connection, ...person }]
}

function variablesOf({ variables = [] }: SimulateOptions): ReadonlyMap<string, string> {
  return new Map(
    variables.map((text) => {
      const at = text.indexOf('=')
      if (at < 1) throw usage(`--var ${text} is not name=value`, 'Give --var name=value.')
      return [text.slice(0, at), text.slice(at + 1)] as const
    }),
  )
}

async function outcomesOf(
  config: Config,
  people: readonly SamplePerson[],
  now: Date,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (const person of people) {
    const names = connectionsFor(config, person)
    if (names.length === 0) {
      throw usage(
        `no connection of ${config.origin} fits "${person.name}"`,
        `There are: ${config.connections.map(({ name }) => name).join(', ') || 'none'}. Give --connection.`,
      )
    }
    for (const name of names) {
      outcomes.push(simulateOne(config, await asKnown(config, person, name), name, now))
    }
  }
  return outcomes
}

const asDiff = { text: diffAsText, markdown: diffAsMarkdown, json: diffAsJson }
const asOutcomes = { text: outcomesAsText, markdown: outcomesAsMarkdown, json: outcomesAsJson }

/** @throws Refusal `usage` unless one configuration is told, or two to compare */
function sidesOf({ config, before, after, plan }: SimulateOptions) {
  const ways = [config, before ?? after, plan].filter((way) => way !== undefined)
  const isHalf = (before === undefined) !== (after === undefined)
  if (ways.length !== 1 || isHalf) {
    throw usage(
      'say in one way what to simulate',
      'Give --config, or --before with --after, or --plan.',
    )
  }
  if (config !== undefined) return undefined
  return {
    before: { source: before ?? plan ?? '', side: plan === undefined ? 'planned' : 'prior' },
    after: { source: after ?? plan ?? '', side: 'planned' },
  } as const
}

/**
 * @throws Refusal for whatever is wrong with what was given: usage, files, configuration, personas, the service
 */
export async function runSimulate(options: SimulateOptions): Promise<Simulated> {
  const { format = 'text', now, token, fetch } = options
  const sides = sidesOf(options)
  const people = peopleOf(options)
  const variables = variablesOf(options)
  const load = (source: string, side: LoadOptions['side'] = 'planned'): Promise<Config> =>
    loadConfig(source, { now, variables, token, side, ...(fetch && { fetch }) })
  if (!sides) {
    const config = await load(options.config ?? '')
    const outcomes = await outcomesOf(config, people, now)
    return { report: asOutcomes[format](config.origin, config.notes, outcomes), code: 0 }
  }
  const before = await load(sides.before.source, sides.before.side)
  const after = await load(sides.after.source, sides.after.side)
  const diff = await diffAccess(before, after, people, now, async (person, name) =>
    asKnown(after, await asKnown(before, person, name), name),
  )
  return { report: asDiff[format](diff), code: diff.changed ? 2 : 0 }
}
