/** AdminClient: typed calls over an injected sender, as the provider and the command line make them. */
import { Refusal, type Frozen } from '../core/index.js'
import { refusalOf } from './problem.js'
import { withRetry, type RetryPolicy } from './retry.js'
import { adminPath, routes, type Route, type RouteName, type Routes } from './routes/index.js'
import type * as z from 'zod/mini'

/** What a call of this route returns. */
export type Answer<N extends RouteName> = OutputOf<Routes[N]>

type OutputOf<R> = R extends { response: infer S extends z.ZodMiniType } ? z.output<S> : undefined
type InputOf<R, K extends keyof Route> =
  R extends Record<K, infer S extends z.ZodMiniType> ? z.input<S> : undefined

/** A condition on a change: create only if absent, or change only the version that was read (RFC 9110 §13). */
export type Condition = { readonly create: string } | { readonly version: number }

export interface CallOptions<N extends RouteName> {
  readonly params?: InputOf<Routes[N], 'params'>
  readonly query?: InputOf<Routes[N], 'query'>
  readonly body?: Frozen<InputOf<Routes[N], 'body'>>
  /** On PUT and DELETE. `create` carries a fresh random key, so that a repeated create is recognised as the same one. */
  readonly condition?: Condition
  readonly signal?: AbortSignal
}

/** As much of `fetch` as the client needs; `globalThis.fetch` is one. */
export type Send = (url: string, call: Sending) => Promise<Reply>

export interface Sending {
  readonly method: string
  readonly headers: Record<string, string>
  /** A redirect would carry the token elsewhere. */
  readonly redirect: 'error'
  readonly body?: string
  readonly signal?: AbortSignal
}

export interface Reply {
  readonly status: number
  readonly ok: boolean
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
}

export interface AdminClientOptions {
  readonly serviceUrl: string
  readonly token: string
  readonly fetch: Send
  readonly retry?: RetryPolicy
}

function urlOf(base: string, route: Route, params: object = {}, query: object = {}): string {
  const values = params as Record<string, unknown>
  const path = route.path.replace(/\{(\w+)\}/g, (_, key: string) =>
    encodeURIComponent(String(values[key])),
  )
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, String(value)]],
    ),
  )
  return `${base}${adminPath}${path}${search.size ? `?${search}` : ''}`
}

function conditionHeaders(condition: Condition | undefined): Record<string, string> {
  if (!condition) return {}
  if ('create' in condition) return { 'if-none-match': '*', 'idempotency-key': condition.create }
  return { 'if-match': `"${condition.version}"` }
}

async function bodyOf(response: Reply): Promise<unknown> {
  const text = await response.text()
  if (!text) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const strangeAnswer = (url: string, status: number): Refusal =>
  new Refusal({
    code: 'unexpected-answer',
    owner: 'caller',
    detail: `${url} answered ${status} with a body that is not the admin API's`,
    remedy:
      'Check that service_url is the base URL of a Mortise service of this version, and that no proxy answers in its place.',
  })

/** Milliseconds. */
const grace = 4_000

/** A change under way is given a moment to end: cut off, nobody would know whether it was made, and Terraform's state would not either. */
function inTime(signal: AbortSignal, { method }: Route): AbortSignal {
  if (method === 'GET') return signal
  const controller = new AbortController()
  const giveUp = () => void setTimeout(() => controller.abort(signal.reason), grace).unref()
  signal.addEventListener('abort', giveUp, { once: true })
  return controller.signal
}

/** Talks to one service. Every failure the service explains is thrown as a `Refusal`. */
export class AdminClient {
  readonly #options: AdminClientOptions
  readonly #base: string

  constructor(options: AdminClientOptions) {
    this.#options = options
    this.#base = options.serviceUrl.replace(/\/+$/, '')
  }

  /** Public base URL of the service, without a trailing slash. */
  get serviceUrl(): string {
    return this.#base
  }

  /** @throws Refusal with the service's finding, `unexpected-answer`, or `service-unreachable` when retries are spent */
  async call<N extends RouteName>(name: N, options: CallOptions<N> = {}): Promise<Answer<N>> {
    const route: Route = routes[name]
    const url = urlOf(this.#base, route, options.params, options.query)
    const response = await withRetry(
      () => this.#send(url, route, options),
      this.#options.retry,
      options.signal,
    )
    const body = await bodyOf(response)
    if (!response.ok) throw refusalOf(body) ?? strangeAnswer(url, response.status)
    if (!route.response) return undefined as Answer<N>
    const parsed = route.response.safeParse(body)
    if (!parsed.success) throw strangeAnswer(url, response.status)
    return parsed.data as Answer<N>
  }

  #send<N extends RouteName>(url: string, route: Route, options: CallOptions<N>): Promise<Reply> {
    return this.#options.fetch(url, {
      method: route.method,
      redirect: 'error',
      headers: {
        authorization: `Bearer ${this.#options.token}`,
        accept: 'application/json',
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...conditionHeaders(options.condition),
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal ? { signal: inTime(options.signal, route) } : {}),
    })
  }
}

/** The object, or `undefined` when the service says there is none. Any other refusal is thrown on. */
export async function orUndefined<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call
  } catch (error) {
    if (Refusal.is(error) && error.finding.code === 'not-found') return undefined
    throw error
  }
}
