/** How messages travel: HTTP-Redirect (Bindings §3.4) and HTTP-POST (§3.5), ours out and theirs in. What they say is for others. */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { decodeBase64 } from './base64.js'
import { refusal } from './faults.js'
import { signatureAlgorithm, type Trust, verifyWithTrusted } from './keys.js'
import { rsaSha256, signatureOf, signEnveloped, type SigningKey } from './sign.js'
import { messageLimits } from './xml.js'

export type Parameter = 'SAMLRequest' | 'SAMLResponse'

/** What the browser is to carry to the other side. */
export type OutgoingMessage =
  | { readonly binding: 'redirect'; readonly location: string }
  | {
      readonly binding: 'post'
      readonly action: string
      readonly fields: Readonly<Record<string, string>>
    }

export interface Sending {
  readonly xml: string
  readonly parameter: Parameter
  readonly binding: 'redirect' | 'post'
  readonly url: string
  readonly relayState?: string | undefined
  /** Unsigned without. */
  readonly signingKey?: SigningKey | undefined
}

function checkRelayState(relayState: string): void {
  const length = Buffer.byteLength(relayState)
  if (length > 80) throw refusal('relay-state-too-long', `at most 80 bytes, got ${length}`)
}

const written = (name: string, value: string | undefined): readonly string[] =>
  value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]

/** §3.4.4.1: what is signed is the query as it is written, in this order. */
function signedQuery({ xml, parameter, relayState, signingKey }: Sending): string {
  const message = deflateRawSync(xml).toString('base64')
  const query = [
    ...written(parameter, message),
    ...written('RelayState', relayState),
    ...written('SigAlg', signingKey && rsaSha256),
  ].join('&')
  if (!signingKey) return query
  return [query, ...written('Signature', signatureOf(Buffer.from(query), signingKey))].join('&')
}

function redirect(sending: Sending): string {
  const url = new URL(sending.url)
  url.hash = ''
  // The URL may have a query of its own (Google: ?idpid=…), which must stay as it is.
  url.search = [url.search.slice(1), signedQuery(sending)].filter((part) => part !== '').join('&')
  return url.href
}

/** @throws Refusal `relay-state-too-long` */
export function outgoingMessage(sending: Sending): OutgoingMessage {
  const { xml, parameter, relayState, signingKey, url } = sending
  if (relayState !== undefined) checkRelayState(relayState)
  if (sending.binding === 'redirect') return { binding: 'redirect', location: redirect(sending) }
  const message = signingKey ? signEnveloped(xml, signingKey) : xml
  const fields = {
    [parameter]: Buffer.from(message).toString('base64'),
    ...(relayState === undefined ? {} : { RelayState: relayState }),
  }
  return { binding: 'post', action: url, fields }
}

const malformed = (detail: string): Error => refusal('message-malformed', detail)

export function inflate(bytes: Buffer): Buffer {
  try {
    // A few hundred bytes of DEFLATE can become gigabytes.
    return inflateRawSync(bytes, { maxOutputLength: messageLimits.maxBytes })
  } catch {
    throw malformed('the message is not DEFLATE')
  }
}

/** @throws Refusal `message-malformed` or `message-too-large` */
export function decodeMessage(text: string, binding: 'redirect' | 'post'): Buffer {
  // Before decoding, so that a huge field is not even copied; base64 is a third longer, line breaks make it a little more.
  if (text.length > messageLimits.maxBytes * 1.4) {
    throw refusal('message-too-large', `got ${text.length} characters of base64`)
  }
  const bytes = decodeBase64(text)
  if (!bytes) throw malformed('the message is not base64')
  return binding === 'redirect' ? inflate(bytes) : bytes
}

/** The parameters of a query as they were written; only so can a signature over them be checked. */
function rawParameters(query: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const part of query.split('&')) {
    const at = part.indexOf('=')
    const name = at < 0 ? part : part.slice(0, at)
    if (found.has(name)) throw malformed(`the query has a second ${name.slice(0, 40)}`)
    found.set(name, at < 0 ? '' : part.slice(at + 1))
  }
  return found
}

function decoded(name: string, value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '))
  } catch {
    throw malformed(`${name} is not URL-encoded`)
  }
}

export interface IncomingQuery {
  readonly parameter: Parameter
  /** The XML. */
  readonly message: Buffer
  readonly relayState: string | undefined
  /** Undefined when the query is not signed. */
  readonly signature:
    { readonly algorithm: string; readonly value: Buffer; readonly signed: Buffer } | undefined
}

const signedNames = ['RelayState', 'SigAlg'] as const

function querySignature(raw: ReadonlyMap<string, string>, parameter: Parameter) {
  const [algorithm, value] = [raw.get('SigAlg'), raw.get('Signature')]
  if (algorithm === undefined && value === undefined) return undefined
  if (algorithm === undefined || value === undefined)
    throw malformed('SigAlg and Signature belong together')
  const bytes = decodeBase64(decoded('Signature', value))
  if (!bytes) throw malformed('Signature is not base64')
  const signed = [parameter, ...signedNames]
    .flatMap((name) => (raw.has(name) ? [`${name}=${raw.get(name)}`] : []))
    .join('&')
  return { algorithm: decoded('SigAlg', algorithm), value: bytes, signed: Buffer.from(signed) }
}

/**
 * Reads the query of an HTTP-Redirect message, believing nothing.
 * @param query - as it came, without the question mark
 * @throws Refusal `message-malformed`, `message-too-large`
 */
export function readQuery(query: string): IncomingQuery {
  const raw = rawParameters(query)
  const parameters = (['SAMLRequest', 'SAMLResponse'] as const).filter((it) => raw.has(it))
  const [parameter] = parameters
  if (!parameter || parameters.length > 1)
    throw malformed('the query must have either SAMLRequest or SAMLResponse')
  const relayState = raw.get('RelayState')
  return {
    parameter,
    message: decodeMessage(decoded(parameter, raw.get(parameter) ?? ''), 'redirect'),
    relayState: relayState === undefined ? undefined : decoded('RelayState', relayState),
    signature: querySignature(raw, parameter),
  }
}

/** @throws Refusal `signature-missing`, `signature-algorithm-forbidden`, `signature-invalid`, `signing-…` */
export function verifyQuery({ signature }: IncomingQuery, trust: Trust): void {
  if (!signature) throw refusal('signature-missing', 'the query is not signed')
  const algorithm = signatureAlgorithm(signature.algorithm, trust)
  if (!algorithm) {
    const detail = `signature ${signature.algorithm.slice(0, 120)} is not allowed`
    throw refusal('signature-algorithm-forbidden', detail)
  }
  verifyWithTrusted(algorithm, signature.signed, signature.value, trust, undefined)
}
