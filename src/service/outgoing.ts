/** Documents read from where an administrator said; which addresses may be asked, `outgoing-address.ts` decides. What comes back is the caller's to judge. */
import type { Dispatcher } from 'undici'
import { Refusal } from '../core/index.js'
import {
  aborted,
  agentFor,
  causeOf,
  loadUndici,
  outgoingSettings,
  type OutgoingOptions,
  type OutgoingSettings,
} from './outgoing-address.js'

/** Reads a text document by GET. @throws Refusal `outgoing-address-refused`, `metadata-unreachable`, `metadata-timeout`, `metadata-too-large` */
export type ReadDocument = (url: string) => Promise<string>

const maxRedirects = 3

export const unreachable = (url: string, why: string): Refusal =>
  new Refusal({
    code: 'metadata-unreachable',
    owner: 'idp',
    detail: `${url}: ${why}`,
    remedy:
      'Open the URL in a browser: it must answer 200 with the metadata itself, over https with a valid certificate. Otherwise give idpMetadataXml.',
  })

const tooLarge = (url: string, maxBytes: number): Refusal =>
  new Refusal({
    code: 'metadata-too-large',
    owner: 'idp',
    detail: `${url}: the document is larger than ${maxBytes} bytes`,
    remedy: "Give the URL of this one IdP's metadata, not of a whole federation's.",
  })

const tooSlow = (url: string, timeout: number): Refusal =>
  new Refusal({
    code: 'metadata-timeout',
    owner: 'idp',
    detail: `${url}: no complete answer within ${timeout} ms`,
    remedy: 'Try again; if it stays slow, download the metadata and give it as idpMetadataXml.',
  })

async function bodyOf(
  response: Dispatcher.ResponseData,
  url: URL,
  maxBytes: number,
): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) throw tooLarge(url.href, maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status)

/** One hop: the document, or where it is said to be. */
async function hop(
  url: URL,
  signal: AbortSignal,
  settings: OutgoingSettings,
): Promise<{ readonly text: string } | { readonly next: URL }> {
  const agent = await agentFor(url, settings)
  try {
    const { request } = await loadUndici()
    const response = await request(url, {
      dispatcher: agent,
      signal,
      headers: { accept: 'application/samlmetadata+xml, application/xml, text/xml' },
    })
    const location = response.headers['location']
    if (isRedirect(response.statusCode) && typeof location === 'string') {
      if (!URL.canParse(location, url)) throw unreachable(url.href, 'it redirects to no URL')
      return { next: new URL(location, url) }
    }
    if (response.statusCode !== 200) {
      throw unreachable(url.href, `it answered with status ${response.statusCode}`)
    }
    return { text: await bodyOf(response, url, settings.maxBytes) }
  } finally {
    await agent.destroy()
  }
}

async function follow(
  start: string,
  signal: AbortSignal,
  settings: OutgoingSettings,
): Promise<string> {
  let url = new URL(start)
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const result = await hop(url, signal, settings)
    if ('text' in result) return result.text
    url = result.next
  }
  throw unreachable(start, `it redirects more than ${maxRedirects} times`)
}

/** @returns a reader that holds no cookies, uses no proxy, and looks at every hop */
export function createReadDocument(options: OutgoingOptions = {}): ReadDocument {
  const settings = outgoingSettings(options)
  return async (url) => {
    const signal = AbortSignal.timeout(settings.timeout)
    try {
      // The race covers name resolution too, which cannot be aborted.
      return await Promise.race([follow(url, signal, settings), aborted(signal)])
    } catch (error) {
      if (Refusal.is(error)) throw error
      if (signal.aborted) throw tooSlow(url, settings.timeout)
      throw unreachable(url, causeOf(error))
    }
  }
}
