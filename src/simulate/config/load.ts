/** Where a configuration comes from: a file of Terraform's, a folder CDKTF synthesized into, or a running service. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AdminClient, type Send } from '../../admin-api/index.js'
import { Refusal } from '../../core/index.js'
import { readText } from '../files.js'
import { connectionsOf, type ConnectionHere } from './connections.js'
import { findPersonAt, nounsOfService, type FindPerson } from './live.js'
import type { Nouns } from './noun.js'
import { nounsOfPlan, nounsOfPrior, nounsOfState } from './plan.js'
import { nounsOfSynth } from './synth.js'
import { isRawObject, type Raw, type RawObject } from './unknown.js'

export interface Config {
  /** File or URL. */
  readonly origin: string
  readonly notes: readonly string[]
  readonly connections: readonly ConnectionHere[]
  /** Who is known already; only a running service can tell. */
  readonly findPerson?: FindPerson | undefined
}

export interface LoadOptions {
  readonly now: Date
  /** Values of Terraform variables, for what was synthesized. */
  readonly variables?: ReadonlyMap<string, string>
  /** For a running service. */
  readonly token?: string | undefined
  readonly fetch?: Send
  /** Of a plan, what was instead of what will be. @default 'planned' */
  readonly side?: 'planned' | 'prior'
}

/** 256 MB: five thousand connections make a plan of some 40. */
const maxBytes = 256 * 1024 * 1024

const refuse = (detail: string, remedy: string): Refusal =>
  new Refusal({ code: 'config-unreadable', owner: 'caller', detail, remedy })

const kinds =
  'Give cdk.tf.json (or the folder CDKTF synthesized into), what `terraform show -json` prints of a plan or state, or the URL of a service.'

function parsed(file: string, text: string): RawObject {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw refuse(`${file} is not JSON: ${error instanceof Error ? error.message : ''}`, kinds)
  }
  if (isRawObject(value as Raw)) return value as RawObject
  throw refuse(`${file} holds no JSON object`, kinds)
}

const blocks = ['resource', 'provider', 'terraform', 'variable', 'output', 'data', 'module']

function nounsOf(file: string, document: RawObject, options: LoadOptions): Nouns {
  const { side = 'planned', variables = new Map<string, string>() } = options
  if ('planned_values' in document) {
    return side === 'prior' ? nounsOfPrior(file, document) : nounsOfPlan(file, document)
  }
  if (side === 'prior') throw refuse(`${file} is no plan, so it has no prior state`, kinds)
  if ('values' in document && 'terraform_version' in document) return nounsOfState(file, document)
  if ('lineage' in document && 'serial' in document) {
    throw refuse(`${file} is a raw state file`, 'Give what `terraform show -json` prints of it.')
  }
  // An empty state says its version and nothing else.
  if (Object.keys(document).every((key) => ['format_version', 'terraform_version'].includes(key))) {
    return nounsOfState(file, document)
  }
  if (blocks.some((block) => block in document)) return nounsOfSynth(file, document, variables)
  throw refuse(`${file} is neither configuration, plan nor state`, kinds)
}

/** `cdktf.out`, a stack in it, or any folder with one `cdk.tf.json`. */
function fileIn(folder: string): string {
  const stacks = join(folder, 'stacks')
  const places = existsSync(stacks)
    ? readdirSync(stacks).map((stack) => join(stacks, stack, 'cdk.tf.json'))
    : [join(folder, 'cdk.tf.json')]
  const [file, ...others] = places.filter((place) => existsSync(place)).sort()
  if (file === undefined) throw refuse(`${folder} holds no cdk.tf.json`, kinds)
  if (others.length === 0) return file
  throw refuse(`${folder} holds several stacks`, `Give one of: ${[file, ...others].join(', ')}.`)
}

const isUrl = (source: string): boolean => /^https?:\/\//i.test(source)

async function loadService(url: string, options: LoadOptions): Promise<Config> {
  const { token, fetch = globalThis.fetch, now } = options
  if (!token) {
    throw refuse(
      `no token for ${url}`,
      'Set MORTISE_ADMIN_TOKEN to the admin token of the service.',
    )
  }
  const client = new AdminClient({ serviceUrl: url, token, fetch })
  const nouns = await nounsOfService(client)
  return {
    ...{ origin: nouns.origin, notes: nouns.notes, connections: connectionsOf(nouns, now) },
    findPerson: findPersonAt(client),
  }
}

/**
 * @param source - a file, a folder, or the URL of a service
 * @throws Refusal `config-unreadable`, `config-malformed`, or whatever core refuses in it, with the address
 */
export async function loadConfig(source: string, options: LoadOptions): Promise<Config> {
  if (isUrl(source)) return loadService(source, options)
  const isFolder = existsSync(source) && statSync(source).isDirectory()
  const file = isFolder ? fileIn(source) : source
  const nouns = nounsOf(file, parsed(file, readText(file, maxBytes)), options)
  return {
    origin: nouns.origin,
    notes: nouns.notes,
    connections: connectionsOf(nouns, options.now),
  }
}
