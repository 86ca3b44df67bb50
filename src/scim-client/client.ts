/** Requests to a SCIM server, whoever's it is, and their answers. What is asked and what must come of it is for the neighbours. */
import { isSecureUrl, Refusal } from '../core/index.js'
import type { Json, JsonObject } from '../scim/index.js'
import { isObject } from '../scim/index.js'

export interface Ask {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the base URL, with its query. */
  readonly path: string
  /** A string is sent as it is. */
  readonly body?: Json
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answer {
  readonly ask: Ask
  readonly status: number
  readonly contentType: string
  readonly etag: string | undefined
  readonly location: string | undefined
  /** Undefined where no JSON object came. */
  readonly json: JsonObject | undefined
  /** Milliseconds. */
  readonly ms: number
}

export interface ClientOptions {
  /** Okta: SCIM connector base URL; Entra: Tenant URL. A query in it is sent with every request. */
  readonly baseUrl: string
  /** Without the word Bearer. */
  readonly token: string
  /** @default - the runtime's own */
  readonly fetch?: typeof fetch
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>
  /** Milliseconds for one answer. @default 30000 */
  readonly timeout?: number
  /** @default - waits */
  readonly wait?: (milliseconds: number) => Promise<void>
}

const refused = (code: string, detail: string, remedy: string): Refusal =>
  new Refusal({ code, owner: 'caller', detail, remedy })

/** The token goes there: by https, or nowhere but this machine. */
function baseOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && isSecureUrl(text) && url.username === '' && url.password === '') return url
  throw refused(
    'scim-url-unusable',
    'the base URL must be an https URL without user and password (http only on loopback)',
    'Give the URL that the service shows as its SCIM base URL or Tenant URL.',
  )
}

function checkToken(token: string): string {
  if (/^[A-Za-z0-9._~+/-]+=*$/.test(token) && token.toLowerCase() !== 'bearer') return token
  throw refused(
    'scim-token-unusable',
    'the token is no bearer token (RFC 6750 §2.1)',
    'Give the token alone: no word Bearer before it, no blanks, no quotes.',
  )
}

const unreachable = (url: URL, error: unknown): Refusal => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const { code, name, message } = cause as Error & { readonly code?: string }
  return refused(
    'scim-unreachable',
    `${url.origin} cannot be asked: ${code ?? (name === 'TimeoutError' ? 'no answer in time' : message)}`,
    'Check the URL, and that this machine may reach it.',
  )
}

const most = 5 * 1024 * 1024

/** A server may say so much that nobody would ever read it. */
async function textOf(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  const pieces: Uint8Array[] = []
  let length = 0
  for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
    length += read.value.length
    if (length > most) {
      await reader?.cancel()
      throw refused('scim-answer-too-large', `an answer of over ${most} bytes`, 'Ask for less.')
    }
    pieces.push(read.value)
  }
  return Buffer.concat(pieces).toString()
}

function jsonOf(text: string): JsonObject | undefined {
  try {
    const json: unknown = JSON.parse(text)
    return isObject(json) ? json : undefined
  } catch {
    return undefined
  }
}

/** Seconds a server that is asked too much wants to be left alone; at most a minute is granted. */
const waitOf = (response: Response): number =>
  Math.min(Math.max(Number(response.headers.get('retry-after')) || 1, 1), 60)

const patience = 5

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, milliseconds))

export class ScimClient {
  readonly baseUrl: string
  readonly #base: URL
  readonly #options: ClientOptions

  /** @throws Refusal `scim-url-unusable` or `scim-token-unusable` */
  constructor(options: ClientOptions) {
    this.#base = baseOf(options.baseUrl)
    checkToken(options.token)
    this.#options = options
    this.baseUrl = this.#base.href.replace(/\/$/, '')
  }

  /** Whatever is told to people goes through here: a server may repeat what it was sent. */
  withoutToken(text: string): string {
    return text.replaceAll(this.#options.token, '…')
  }

  /** The same server, asked with another token, or with none. */
  withToken(token: string | undefined): (ask: Ask) => Promise<Answer> {
    return (ask) => this.#send(ask, token)
  }

  /** @throws Refusal `scim-unreachable` or `scim-answer-too-large`; what the server answers is never thrown */
  ask(ask: Ask): Promise<Answer> {
    return this.#send(ask, this.#options.token)
  }

  #urlOf(path: string): URL {
    const [route = '', search = ''] = path.split(/\?(.*)/s)
    const url = new URL(this.#base)
    url.pathname = `${this.#base.pathname.replace(/\/$/, '')}${route}`
    url.search = [this.#base.search.slice(1), search].filter(Boolean).join('&')
    return url
  }

  async #send(ask: Ask, token: string | undefined): Promise<Answer> {
    const { wait = pause } = this.#options
    for (let tries = 1; ; tries++) {
      const begun = performance.now()
      const response = await this.#fetched(ask, token)
      const text = await textOf(response)
      if (response.status === 429 && tries < patience) {
        await wait(waitOf(response) * 1000)
        continue
      }
      return {
        ask,
        status: response.status,
        contentType: response.headers.get('content-type') ?? '',
        etag: response.headers.get('etag') ?? undefined,
        location: response.headers.get('location') ?? undefined,
        json: jsonOf(text),
        ms: performance.now() - begun,
      }
    }
  }

  async #fetched({ method, path, body, headers }: Ask, token: string | undefined) {
    const { fetch: fetchNow = fetch, timeout = 30_000, headers: always = {} } = this.#options
    const url = this.#urlOf(path)
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    try {
      return await fetchNow(url, {
        method,
        // A redirect would carry the token elsewhere.
        redirect: 'manual',
        signal: AbortSignal.timeout(timeout),
        headers: {
          accept: 'application/scim+json, application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
          ...always,
          ...headers,
        },
        ...(body === undefined ? {} : { body: text }),
      })
    } catch (error) {
      throw unreachable(url, error)
    }
  }
}
