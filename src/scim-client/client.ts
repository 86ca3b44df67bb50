/** Requests to a SCIM server, whoever's it is, and their answers. What is asked and what must come of it is for the neighbours. */
import type { Json, JsonObject } from '../scim/index.js'
import { isObject } from '../scim/index.js'
import { baseOf, checkToken, sendTo, type Received } from './sending.js'

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
  /** Milliseconds for one answer. @default 30000 */
  readonly timeout?: number
  /** @default - waits */
  readonly wait?: (milliseconds: number) => Promise<void>
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
const waitOf = (headers: Headers): number =>
  Math.min(Math.max(Number(headers.get('retry-after')) || 1, 1), 60)

const patience = 5

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, milliseconds))

const requestOf = ({ method, body, headers }: Ask, token: string | undefined): RequestInit => ({
  method,
  headers: {
    accept: 'application/scim+json, application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
    ...headers,
  },
  ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
})

const answerOf = (ask: Ask, { status, headers, text }: Received, ms: number): Answer => ({
  ...{ ask, status, ms },
  contentType: headers.get('content-type') ?? '',
  location: headers.get('location') ?? undefined,
  json: jsonOf(text),
})

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

  /** @throws Refusal `scim-unreachable`, `scim-tls-refused` or `scim-answer-too-large`; what the server answers is never thrown */
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
    const { wait = pause, fetch: fetchNow = fetch, timeout = 30_000 } = this.#options
    for (let tries = 1; ; tries++) {
      const begun = performance.now()
      const sending = { fetch: fetchNow, timeout }
      const received = await sendTo(this.#urlOf(ask.path), requestOf(ask, token), sending)
      if (received.status !== 429 || tries >= patience)
        return answerOf(ask, received, performance.now() - begun)
      await wait(waitOf(received.headers) * 1000)
    }
  }
}
