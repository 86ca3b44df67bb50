/** One HTTP request to somebody else's server: only to where a token may go, for so long, and of so much. What SCIM says is for the client. */
import { isSecureUrl, Refusal } from '../core/index.js'

const refused = (code: string, detail: string, remedy: string): Refusal =>
  new Refusal({ code, owner: 'caller', detail, remedy })

/** The token goes there: by https, or nowhere but this machine. @throws Refusal `scim-url-unusable` */
export function baseOf(text: string): URL {
  if (isSecureUrl(text) && text.length <= 2048) return new URL(text)
  throw refused(
    'scim-url-unusable',
    'the base URL must be an https URL without user and password (http only on loopback)',
    'Give the URL that the service shows as its SCIM base URL or Tenant URL.',
  )
}

/** @throws Refusal `scim-token-unusable` */
export function checkToken(token: string): void {
  const isToken = /^[A-Za-z0-9._~+/-]{1,4096}=*$/.test(token)
  if (isToken && token.toLowerCase() !== 'bearer') return
  throw refused(
    'scim-token-unusable',
    'the token is no bearer token (RFC 6750 §2.1)',
    'Give the token alone: no word Bearer before it, no blanks, no quotes.',
  )
}

// OpenSSL's and Node's names of a certificate that is not to be trusted.
const isOfTls = /CERT|^ERR_(TLS|SSL)|UNABLE_TO_(GET|VERIFY)|^EPROTO$/

interface Cause {
  readonly code: string | undefined
  readonly name: string
  readonly message: string
}

/** fetch says only that it failed; why is in the cause. */
function causeOf(error: unknown): Cause {
  const { cause = error } = error as Error
  const { code, name, message } = cause as Error & { readonly code?: unknown }
  // A DOMException has a code as well, a number that says nothing.
  return { code: typeof code === 'string' ? code : undefined, name, message }
}

function unreachable(url: URL, { code, name, message }: Cause): Refusal {
  if (code !== undefined && isOfTls.test(code))
    return refused(
      'scim-tls-refused',
      `${url.origin} has a certificate this machine does not trust: ${code}`,
      'Let the server send its whole chain; if its CA is your own, name it in NODE_EXTRA_CA_CERTS.',
    )
  const late = name === 'TimeoutError' ? 'no answer in time' : message
  return refused(
    'scim-unreachable',
    `${url.origin} cannot be asked: ${code ?? late}`,
    'Check the URL, and that this machine may reach it.',
  )
}

const mostBytes = 5 * 1024 * 1024

/** A server may say so much that nobody would ever read it. */
async function textOf(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  const pieces: Uint8Array[] = []
  let length = 0
  for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
    length += read.value.length
    if (length > mostBytes) {
      await reader?.cancel()
      throw refused(
        'scim-answer-too-large',
        `an answer had over ${mostBytes} bytes`,
        'Let the server keep to the count that is asked for.',
      )
    }
    pieces.push(read.value)
  }
  return Buffer.concat(pieces).toString()
}

export interface Received {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export interface Sending {
  readonly fetch: typeof fetch
  /** Milliseconds until the last byte of the answer. */
  readonly timeout: number
}

const isOver = ({ code }: Cause): boolean => code === 'ECONNRESET' || code === 'UND_ERR_SOCKET'

async function receivedFrom(
  url: URL,
  request: RequestInit,
  { fetch: fetchNow, timeout }: Sending,
): Promise<Received> {
  const signal = AbortSignal.timeout(timeout)
  // A redirect would carry the token elsewhere.
  const response = await fetchNow(url, { ...request, redirect: 'manual', signal })
  return { status: response.status, headers: response.headers, text: await textOf(response) }
}

/**
 * A server may close a connection just when it is asked again over it (RFC 9112 §9.3.1): what only reads is asked once more.
 * @throws Refusal `scim-unreachable`, `scim-tls-refused` or `scim-answer-too-large`
 */
export async function sendTo(
  url: URL,
  request: RequestInit,
  sending: Sending,
  again = request.method === 'GET',
): Promise<Received> {
  try {
    return await receivedFrom(url, request, sending)
  } catch (error) {
    if (Refusal.is(error)) throw error
    const cause = causeOf(error)
    if (again && isOver(cause)) return sendTo(url, request, sending, false)
    throw unreachable(url, cause)
  }
}
