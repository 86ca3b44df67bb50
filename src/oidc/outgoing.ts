/** Questions to the IdP: the one injected way out, and how much of an answer is read. Guarding addresses and time is the injector's business. */
import { Refusal } from '../core/index.js'
import { type FaultCode, refusal } from './faults.js'
import { type JsonObject, parseObject } from './json.js'

export interface OutgoingInit {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: string
  /** A redirect comes back as it is, and is refused: no endpoint of the standard redirects us. */
  readonly redirect: 'manual'
}

/**
 * The way out, in the shape of `fetch`. Whoever injects it promises: an end within seconds; no private addresses unless
 * the operator allows that host; no cookies. A Refusal it rejects with is passed on as it is, anything else is told as
 * unreachable.
 */
export type OutgoingFetch = (url: string, init: OutgoingInit) => Promise<Response>

/** Bytes. An ID token of a person in 200 groups has 10 KB; a JWKS of Entra 15 KB. */
export const limits = {
  document: 256 * 1024,
  idToken: 1024 * 1024,
  tokenResponse: 2 * 1024 * 1024,
  userInfo: 1024 * 1024,
} as const

const causeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}

async function* chunksOf(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader()
  if (!reader) return
  try {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    // Leaving early must close the connection, or the rest would still be sent.
    await reader.cancel()
  }
}

async function textOf(response: Response, maxBytes: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunksOf(response)) {
    size += chunk.length
    if (size > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

export interface Question {
  readonly url: string
  readonly init: OutgoingInit
  readonly maxBytes: number
  readonly unreachable: FaultCode
  readonly malformed: FaultCode
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** @throws Refusal with one of the two codes of the question, or the one the way out rejected with */
export async function ask(send: OutgoingFetch, question: Question): Promise<Answer> {
  const { url, init, maxBytes, unreachable, malformed } = question
  const answer = await send(url, init)
    .then(async (response) => ({ response, text: await textOf(response, maxBytes) }))
    .catch((error: unknown) => {
      throw Refusal.is(error) ? error : refusal(unreachable, `${url}: ${causeOf(error)}`)
    })
  const { response, text } = answer
  if (text === undefined) throw refusal(malformed, `${url}: more than ${maxBytes} bytes`)
  return { status: response.status, headers: response.headers, text }
}

const get = { method: 'GET', headers: { accept: 'application/json' }, redirect: 'manual' } as const

/** A document the IdP publishes. */
export async function readDocument(
  send: OutgoingFetch,
  question: Omit<Question, 'init' | 'maxBytes'>,
): Promise<JsonObject> {
  const { url, unreachable, malformed } = question
  const { status, text } = await ask(send, { ...question, init: get, maxBytes: limits.document })
  if (status !== 200) throw refusal(unreachable, `${url}: it answered with status ${status}`)
  const document = parseObject(text)
  if (document) return document
  throw refusal(
    malformed,
    `${url}: expected a JSON object, got ${JSON.stringify(text.slice(0, 60))}`,
  )
}
