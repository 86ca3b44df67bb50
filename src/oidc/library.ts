/** openid-client, held by the hand: our way out, our limits, our words for its errors. It does OAuth; ID tokens are read by verifyIdToken. */
import {
  allowInsecureRequests,
  type ClientAuth,
  Configuration,
  customFetch,
  type CustomFetchOptions,
} from 'openid-client'
import { Refusal } from '../core/index.js'
import type { IdpConfiguration } from './discovery.js'
import { type FaultCode, refusal } from './faults.js'
import { type Answer, ask, type OutgoingFetch } from './outgoing.js'

export interface LibraryInput {
  readonly idp: IdpConfiguration
  readonly clientId: string
  readonly authentication: ClientAuth
  readonly fetch: OutgoingFetch
  readonly maxBytes: number
  readonly unreachable: FaultCode
  readonly malformed: FaultCode
  /** What the library is given to read in place of what came. */
  readonly reading: (answer: Answer) => string
}

/** Fetch §2.2.3: a Response of these cannot be made with a body. */
const bodiless = new Set([204, 205, 304])

async function askFor(
  url: string,
  options: CustomFetchOptions,
  input: LibraryInput,
): Promise<Response> {
  const { method, headers, body } = options
  // openid-client sends forms or nothing.
  const form = body instanceof URLSearchParams ? { body: body.toString() } : {}
  const init = { method, headers, redirect: 'manual', ...form } as const
  const answer = await ask(input.fetch, { ...input, url, init })
  const { status } = answer
  // With a challenge in the header the library does not look at the body, where the cause is (RFC 6749 §5.2).
  const headersRead = new Headers(answer.headers)
  headersRead.delete('www-authenticate')
  const text = input.reading(answer)
  return new Response(bodiless.has(status) ? null : text, { status, headers: headersRead })
}

/** Discovery has judged every endpoint already: plain http is there on loopback only, and when told. */
export function allowLoopback(configuration: Configuration, url: string): void {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so by the library to make it stand out
  if (url.startsWith('http:')) allowInsecureRequests(configuration)
}

export function configurationFor(input: LibraryInput): Configuration {
  const { idp, clientId, authentication } = input
  const server = {
    issuer: idp.issuer,
    token_endpoint: idp.tokenEndpoint,
    ...(idp.userInfoEndpoint === undefined ? {} : { userinfo_endpoint: idp.userInfoEndpoint }),
  }
  const configuration = new Configuration(server, clientId, {}, authentication)
  for (const url of [idp.issuer, idp.tokenEndpoint, idp.userInfoEndpoint ?? '']) {
    allowLoopback(configuration, url)
  }
  configuration[customFetch] = (url, options) => askFor(url, options, input)
  return configuration
}

/** The library wraps what our way out threw; a Refusal is wanted as it was. */
function refusalIn(error: unknown): Refusal | undefined {
  if (Refusal.is(error)) return error
  return error instanceof Error && error.cause !== undefined ? refusalIn(error.cause) : undefined
}

/** How openid-client marks what it has understood and rejected: by a code. Without one it has met a bug, and a bug stays one. */
const isRejection = (error: unknown): error is Error =>
  error instanceof Error &&
  error.name === 'ClientError' &&
  'code' in error &&
  error.code !== undefined

/** @throws Refusal for whatever the library rejects; anything else passes through */
export function translate(error: unknown, malformed: FaultCode, url: string): never {
  const known = refusalIn(error)
  if (known) throw known
  if (!isRejection(error)) throw error
  const reason = error.cause instanceof Error ? `: ${error.cause.message}` : ''
  throw refusal(malformed, `${url}: ${error.message}${reason}`)
}
