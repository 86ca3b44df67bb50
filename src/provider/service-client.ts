/** The admin API as the resources speak to it: every Refusal of the service becomes a diagnostic on the attribute at fault. */
import { randomUUID } from 'node:crypto'
import {
  orUndefined,
  type AdminClient,
  type Answer,
  type CallOptions,
  type RouteName,
} from '../admin-api/index.js'
import { Refusal } from '../core/index.js'
import { changedMeanwhile, existsAlready, explained } from './complaints.js'
import { ReadAhead, type Listed, type ListKey } from './read-ahead.js'
import { isSameIn } from './sameness.js'
import { Surroundings } from './surroundings.js'

type ListRoute = Extract<RouteName, `list${string}`>

/** One object among many: where it is read singly, and the list it is on. */
export interface Member<G extends RouteName, L extends ListRoute> {
  readonly get: G
  readonly list: L
  /** What its list lies within; left out for those of the whole service. */
  readonly within?: CallOptions<L>['params']
  readonly params: CallOptions<G>['params']
  readonly query?: CallOptions<G>['query']
  readonly key: ListKey
  readonly signal: AbortSignal
}

/** A PUT, and the GET that tells what became of it when its answer was lost. */
export interface Putting<P extends RouteName, G extends RouteName> {
  readonly put: P
  readonly get: G
  readonly params: CallOptions<P>['params'] & CallOptions<G>['params']
  readonly body: CallOptions<P>['body']
  /** Of the GET. */
  readonly query?: CallOptions<G>['query']
  readonly signal: AbortSignal
  /** As `terraform import` takes it: `mortise_group` and `acme/developers`. */
  readonly type: string
  readonly id: string
}

export interface ServiceClientOptions {
  /** Takes over, at a create, what exists already exactly as configured. */
  readonly adoptIdentical?: boolean
}

const codeOf = (thrown: unknown): string | undefined =>
  Refusal.is(thrown) ? thrown.finding.code : undefined

export class ServiceClient {
  readonly #client: AdminClient
  readonly #options: ServiceClientOptions
  readonly #ahead = new Map<string, ReadAhead>()
  /** What plans may know of their neighbours. */
  readonly around: Surroundings

  constructor(client: AdminClient, options: ServiceClientOptions = {}) {
    this.#client = client
    this.#options = options
    this.around = new Surroundings(client, (name, signal) => this.#presetOf(name, signal))
  }

  /** Public base URL of the service, without a trailing slash. */
  get serviceUrl(): string {
    return this.#client.serviceUrl
  }

  /** @throws DiagnosticError with the service's finding */
  call<N extends RouteName>(name: N, options: CallOptions<N>): Promise<Answer<N>> {
    this.#forgetIfChanging(name)
    return explained(this.#client.call(name, options))
  }

  /** As `call`; `undefined` when there is no such object. */
  find<N extends RouteName>(name: N, options: CallOptions<N>): Promise<Answer<N> | undefined> {
    this.#forgetIfChanging(name)
    return explained(orUndefined(this.#client.call(name, options)))
  }

  /** As `call`; `undefined` when it is refused with this code. */
  unless<N extends RouteName>(
    code: string,
    name: N,
    options: CallOptions<N>,
  ): Promise<Answer<N> | undefined> {
    this.#forgetIfChanging(name)
    const call = this.#client.call(name, options).catch((thrown: unknown) => {
      if (codeOf(thrown) === code) return undefined
      throw thrown
    })
    return explained(call)
  }

  /** As `find`, for a refresh: the object may come from its list, read moments ago together with its neighbours. */
  async read<G extends RouteName, L extends ListRoute>(
    member: Member<G, L>,
  ): Promise<Answer<G> | undefined> {
    const { get, params, query, key, signal } = member
    const listed = await this.#aheadOf(member).find(key)
    if (listed !== undefined) return listed as Answer<G>
    return this.find(get, { params, query, signal } as CallOptions<G>)
  }

  /** Creates, and only creates, under a key by which the service knows a repeat of this very request from a second create. */
  create<P extends RouteName, G extends RouteName>(putting: Putting<P, G>): Promise<Answer<P>> {
    return this.#put(putting, { create: randomUUID() }, 'already-exists', (existing) => {
      if (existing !== undefined && this.#options.adoptIdentical === true) return existing
      throw existsAlready(putting, existing !== undefined)
    })
  }

  /** Replaces this version and no other. A repeat of a request whose answer was lost meets its own work, and is content. */
  replace<P extends RouteName, G extends RouteName>(
    putting: Putting<P, G>,
    condition: { readonly version: number },
  ): Promise<Answer<P>> {
    return this.#put(putting, condition, 'version-conflict', (existing) => {
      if (existing !== undefined) return existing
      throw changedMeanwhile(`${putting.type} "${putting.id}"`)
    })
  }

  /** `settle` is asked when the service refuses with `code`; it is told the existing object if that is what was to be put. */
  async #put<P extends RouteName, G extends RouteName>(
    { put, get, params, body, query, signal }: Putting<P, G>,
    condition: NonNullable<CallOptions<P>['condition']>,
    code: string,
    settle: (existing: Answer<P> | undefined) => Answer<P>,
  ): Promise<Answer<P>> {
    this.#forgetIfChanging(put)
    try {
      const options = { params, body, condition, signal } as unknown as CallOptions<P>
      return await this.#client.call(put, options)
    } catch (thrown) {
      if (codeOf(thrown) !== code) return explained(Promise.reject(thrown as Error))
      const existing = await this.find(get, { params, query, signal } as CallOptions<G>)
      const isIt = existing !== undefined && isSameIn(body as object, existing)
      return settle(isIt ? (existing as unknown as Answer<P>) : undefined)
    }
  }

  async #presetOf(name: string, signal: AbortSignal): Promise<string | undefined> {
    const params = { name }
    const found = await orUndefined(this.#client.call('getOrganization', { params, signal }))
    return found?.preset
  }

  #aheadOf<G extends RouteName, L extends ListRoute>({
    list,
    within,
    signal,
  }: Member<G, L>): ReadAhead {
    const key = JSON.stringify([list, within])
    const known = this.#ahead.get(key)
    if (known !== undefined) return known
    const ahead = new ReadAhead(({ limit, after }) => {
      const query = { limit, ...(after === undefined ? {} : { after }) }
      const options = { ...(within ? { params: within } : {}), query, signal }
      return this.#client.call(list, options as unknown as CallOptions<L>) as Promise<Listed>
    })
    this.#ahead.set(key, ahead)
    return ahead
  }

  /** What was read ahead may be otherwise after a change of our own. */
  #forgetIfChanging(name: RouteName): void {
    if (!/^(get|list)/.test(name)) this.#ahead.clear()
  }
}
