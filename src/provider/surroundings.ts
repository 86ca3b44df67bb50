/**
 * What a plan may know beyond its own resource: the preset of its organization, and where the service is reached. Asked of the
 * service, or taken from an organization that the same run is about to make.
 */
import type { AdminClient } from '../admin-api/index.js'
import { getPreset, Refusal, type ServicePreset } from '../core/index.js'
import { explained } from './complaints.js'
import type { Log } from './framework/index.js'

/** How an organization is read: by the client that reads ahead. */
export type ReadPreset = (organization: string, signal: AbortSignal) => Promise<string | undefined>

export interface Asking {
  readonly signal: AbortSignal
  readonly log: Log
}

export class Surroundings {
  readonly #client: AdminClient
  readonly #read: ReadPreset
  readonly #planned = new Map<string, string>()
  readonly #asked = new Map<string, Promise<string | undefined>>()
  #publicUrl: Promise<string> | undefined
  /** It took its retries to find out; they are not taken again for each resource of the run. */
  #isUnreachable = false

  constructor(client: AdminClient, read: ReadPreset) {
    this.#client = client
    this.#read = read
  }

  /** An organization this run makes, or keeps. */
  note(organization: string, preset: string): void {
    this.#planned.set(organization, preset)
  }

  /** Undefined while there is no such organization, or nobody to ask. @throws DiagnosticError with the service's finding */
  async presetOf(
    organization: string,
    { signal, log }: Asking,
  ): Promise<ServicePreset | undefined> {
    const planned = this.#planned.get(organization)
    const asked = planned ?? this.#unlessUnreachable(() => this.#ask(organization, signal), log)
    const key = await explained(Promise.resolve(asked))
    return key === undefined ? undefined : getPreset(key)
  }

  /** Base URL by which people and IdPs reach the service; undefined while nobody answers. @throws DiagnosticError with the service's finding */
  publicUrl({ signal, log }: Asking): Promise<string | undefined> {
    return explained(this.#unlessUnreachable(() => this.#askPublicUrl(signal), log))
  }

  /** A service that cannot be reached is no reason to refuse a plan: what would have been known is unknown. */
  async #unlessUnreachable<T>(ask: () => Promise<T>, log: Log): Promise<T | undefined> {
    if (this.#isUnreachable) return undefined
    try {
      return await ask()
    } catch (thrown) {
      if (!Refusal.is(thrown) || thrown.finding.code !== 'service-unreachable') throw thrown
      this.#isUnreachable = true
      log('warn', `planned without the service: ${thrown.finding.detail}`)
      return undefined
    }
  }

  #askPublicUrl(signal: AbortSignal): Promise<string> {
    this.#publicUrl ??= this.#client
      .call('getService', { signal })
      .then(({ publicUrl }) => publicUrl)
      .catch((thrown: unknown) => {
        this.#publicUrl = undefined
        throw thrown
      })
    return this.#publicUrl
  }

  /** Found once, it stays: a preset never changes. */
  #ask(organization: string, signal: AbortSignal): Promise<string | undefined> {
    const known = this.#asked.get(organization)
    if (known !== undefined) return known
    const asked = this.#read(organization, signal).then((preset) => {
      if (preset === undefined) this.#asked.delete(organization)
      return preset
    })
    asked.catch(() => this.#asked.delete(organization))
    this.#asked.set(organization, asked)
    return asked
  }
}
