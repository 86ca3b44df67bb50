/** The way out in the shape of `fetch`, for GET and POST: one exchange, no redirect followed, no cookie held. Which addresses may be asked, `outgoing-address.ts` decides. */
import type { Dispatcher } from 'undici'
import type { OutgoingFetch, OutgoingInit } from '../oidc/index.js'
import {
  aborted,
  agentFor,
  loadUndici,
  outgoingSettings,
  type OutgoingOptions,
  type OutgoingSettings,
} from './outgoing-address.js'

/** Fetch §2.2.3: a Response of these cannot be made with a body. */
const bodiless = new Set([204, 205, 304])

/** At most so many bytes, and then no more is taken in: who asked reads fewer, and says so. */
async function bodyOf({ body }: Dispatcher.ResponseData, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size > maxBytes) break
  }
  return Buffer.concat(chunks)
}

function headersOf({ headers }: Dispatcher.ResponseData): Headers {
  const read = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    for (const each of [value ?? []].flat()) read.append(name, each)
  }
  return read
}

async function exchange(
  url: URL,
  { method, headers, body }: OutgoingInit,
  signal: AbortSignal,
  settings: OutgoingSettings,
): Promise<Response> {
  const agent = await agentFor(url, settings)
  try {
    const { request } = await loadUndici()
    const response = await request(url, {
      ...{ dispatcher: agent, signal, headers, method },
      ...(body === undefined ? {} : { body }),
    })
    const { statusCode: status } = response
    const bytes = await bodyOf(response, settings.maxBytes)
    return new Response(bodiless.has(status) ? null : new Uint8Array(bytes), {
      ...{ status, headers: headersOf(response) },
    })
  } finally {
    await agent.destroy()
  }
}

/**
 * @returns what ends within `timeout`, the body included; rejects with a Refusal `outgoing-address-refused`, or an Error
 *   when nobody answered
 */
export function createOutgoingFetch(options: OutgoingOptions = {}): OutgoingFetch {
  const settings = outgoingSettings(options)
  return async (url, init) => {
    const signal = AbortSignal.timeout(settings.timeout)
    try {
      // The race covers name resolution too, which cannot be aborted.
      return await Promise.race([exchange(new URL(url), init, signal, settings), aborted(signal)])
    } catch (error) {
      if (!signal.aborted) throw error
      throw new Error(`no complete answer within ${settings.timeout} ms`, { cause: error })
    }
  }
}
