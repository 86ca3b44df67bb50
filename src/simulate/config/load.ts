/** Where a configuration comes from: a file of Terraform's, a folder CDKTF synthesized into, or a running service. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AdminClient, type Send } from '../../admin-api/index.js'
import { isSecureUrl, Refusal } from '../../core/index.js'
import { readProgram } from '../../program/index.js'
import { readText } from '../files.js'
import { connectionsOf, type ConnectionHere } from './connections.js'
import { nounsOfFile } from './file.js'
import { findPersonAt, nounsOfService, type FindPerson } from './live.js'

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
  if (!isSecureUrl(url)) {
    throw new Refusal({
      code: 'insecure-service-url',
      owner: 'caller',
      detail: 'a service is named by an https URL without credentials (http on loopback only)',
      remedy: 'Give the public base URL of the service.',
    })
  }
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
 * @throws Refusal `config-unreadable`, `program-unreadable`, `insecure-service-url`, `config-malformed`, or whatever core refuses in it, with the address
 */
export async function loadConfig(source: string, options: LoadOptions): Promise<Config> {
  if (isUrl(source)) return loadService(source, options)
  const isFolder = existsSync(source) && statSync(source).isDirectory()
  const file = isFolder ? fileIn(source) : source
  const { now, side, variables = new Map<string, string>() } = options
  const program = readProgram(readText(file, maxBytes), file, { side, variables })
  if (program.kind === 'outputs') throw refuse(`${file} holds outputs alone`, kinds)
  const nouns = nounsOfFile(side === 'prior' ? `${file} (prior state)` : file, program)
  return { origin: nouns.origin, notes: nouns.notes, connections: connectionsOf(nouns, now) }
}
