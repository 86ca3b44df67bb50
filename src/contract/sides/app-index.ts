/** Apps by whatever a connection may name one by: there may be thousands of both. */
import { addressIn, plainOf, referencesIn, type Block, type Value } from '../../program/index.js'
import { sameKey } from '../compare.js'
import type { Program } from '../program.js'
import type { App } from './app.js'
import { known, type Said } from './said.js'

/** By what an app is known in a connection's source, where it is no reference. */
const appNames = [
  'metadata',
  'metadata_url',
  'entity_url',
  'client_id',
  'certificate',
  'saml_metadata_url',
]

/** A shorter key could stand in a text by chance. */
const shortestKey = 9

/** By what Okta and Entra name the app inside their URLs. */
const keyNames = ['entity_key', 'client_id', 'application_id']

export const addressesIn = (value: Value | undefined): readonly string[] =>
  referencesIn(value).flatMap((reference) => addressIn(reference)?.address ?? [])

export class AppIndex {
  readonly #byAddress = new Map<string, App[]>()
  readonly #byName = new Map<string, App[]>()
  readonly #byKey = new Map<string, { readonly key: string; readonly app: App }[]>()
  #referring: ReadonlyMap<Block | string, readonly App[]> | undefined
  #byText:
    Readonly<Record<'audiences' | 'endpoints', ReadonlyMap<string, readonly App[]>>> | undefined

  constructor(
    private readonly program: Program,
    private readonly all: readonly App[],
  ) {
    for (const app of all) {
      for (const block of blocksOf(app)) {
        push(this.#byAddress, plainOf(block.address), app)
        for (const name of appNames) {
          const value = known(block.values[name])
          if (value) push(this.#byName, value, app)
        }
      }
      for (const name of keyNames) {
        const key = known(app.block.values[name])
        if (key && key.length >= shortestKey)
          push(this.#byKey, key.slice(0, shortestKey), { key, app })
      }
    }
  }

  at(address: string): readonly App[] {
    return this.#byAddress.get(plainOf(address)) ?? []
  }

  named(value: Value | undefined): readonly App[] {
    return typeof value === 'string' ? (this.#byName.get(value) ?? []) : []
  }

  /** Apps whose key stands anywhere in a text, be it a URL or a document. */
  keyedIn(text: string): readonly App[] {
    const found: App[] = []
    for (let at = 0; this.#byKey.size > 0 && at + shortestKey <= text.length; at += 1) {
      for (const { key, app } of this.#byKey.get(text.slice(at, at + shortestKey)) ?? [])
        if (text.startsWith(key, at)) found.push(app)
    }
    return found
  }

  /** Apps that refer to a block, or to what our service tells of a connection of this name. */
  referringTo(target: Block | string): readonly App[] {
    this.#referring ??= referrersAmong(this.program, this.all)
    return this.#referring.get(target) ?? []
  }

  /** Apps that have this audience, or this endpoint, for certain. */
  having(what: 'audiences' | 'endpoints', value: Value | undefined): readonly App[] {
    this.#byText ??= {
      audiences: byText(this.all, audiencesOf),
      endpoints: byText(this.all, endpointsOf),
    }
    const key = value === undefined ? undefined : sameKey(value)
    return key === undefined ? [] : (this.#byText[what].get(key) ?? [])
  }
}

function push<K, T>(map: Map<K, T[]>, key: K, item: T): void {
  const list = map.get(key)
  if (list) list.push(item)
  else map.set(key, [item])
}

export const blocksOf = ({ block, parts }: App): readonly Block[] => [block, ...parts]

function referrersAmong(
  program: Program,
  all: readonly App[],
): ReadonlyMap<Block | string, readonly App[]> {
  const found = new Map<Block | string, App[]>()
  const targetsOf = (from: Block): readonly Block[] =>
    addressesIn(from.values).flatMap((address) => program.find(address, from) ?? [])
  for (const app of all) {
    const targets = new Set(blocksOf(app).flatMap(targetsOf))
    for (const target of targets) push(found, target, app)
    const names = [...targets]
      .filter(({ type }) => type === 'mortise_service_provider')
      .flatMap((target) => known(program.get(target, 'name')) ?? [])
    for (const name of new Set(names)) push(found, name, app)
  }
  return found
}

function byText(
  all: readonly App[],
  valuesOf: (app: App) => readonly Said[] | undefined,
): ReadonlyMap<string, readonly App[]> {
  const found = new Map<string, App[]>()
  for (const app of all) {
    const keys = valuesOf(app)?.flatMap(({ value }) => sameKey(value) ?? [])
    for (const key of new Set(keys)) push(found, key, app)
  }
  return found
}

const audiencesOf = (app: App) => (app.protocol === 'saml' ? app.audiences : undefined)
const endpointsOf = (app: App) => (app.protocol === 'saml' ? app.acsUrls : app.redirectUris)
