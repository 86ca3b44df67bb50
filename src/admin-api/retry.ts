/** When a call may be made again, and how long to wait. Every call of the admin API is safe to repeat: reads, deletes, PUTs under a condition, and POSTs of which a second does no harm. */
import { Refusal } from '../core/index.js'
import type { Reply } from './client.js'

export interface RetryPolicy {
  /** Tries in all, the first included. */
  readonly tries: number
  /** First wait in milliseconds; doubles each time. Half of it is certain, half is chance: thirty callers must not come back at once, and none may give up early. */
  readonly baseDelay: number
  /** No single wait is longer, whatever Retry-After asks. Milliseconds. */
  readonly maxDelay: number
}

/** At least 22 seconds in all: a service that restarts is back by then. */
export const defaultRetry: RetryPolicy = { tries: 9, baseDelay: 200, maxDelay: 20_000 }

/** The service, or what stands before it, says: not now. */
const passing = new Set([429, 502, 503, 504])

/** Retry-After in milliseconds (RFC 9110 §10.2.3): seconds or a date. */
export function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal?.addEventListener('abort', stop, { once: true })
  })
}

/** fetch hides what happened in its cause; node:http says it itself. */
const causeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const { code, message } = (error.cause ?? error) as { code?: string; message?: string }
  return code ?? message ?? error.message
}

const unreachable = (error: unknown, tries: number): Refusal =>
  new Refusal({
    code: 'service-unreachable',
    owner: 'caller',
    detail: `the service did not answer in ${tries} tries: ${causeOf(error)}`,
    remedy:
      'Check service_url, that the service runs (GET /readyz), and that the network lets you reach it.',
  })

const delayBefore = (attempt: number, policy: RetryPolicy): number =>
  (0.5 + Math.random() / 2) * Math.min(policy.maxDelay, policy.baseDelay * 2 ** attempt)

/**
 * Sends until an answer is final.
 * @throws Refusal `service-unreachable` when no try got an answer; the signal's reason when aborted
 */
export async function withRetry(
  send: () => Promise<Reply>,
  policy: RetryPolicy = defaultRetry,
  signal?: AbortSignal,
): Promise<Reply> {
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted()
    const last = attempt + 1 >= policy.tries
    let asked: number | undefined
    try {
      const response = await send()
      if (last || !passing.has(response.status)) return response
      asked = retryAfter(response.headers.get('retry-after'), Date.now())
      // Read to its end, so that the connection can be used again.
      await response.text()
    } catch (error) {
      signal?.throwIfAborted()
      if (last) throw unreachable(error, policy.tries)
    }
    await pause(Math.min(asked ?? delayBefore(attempt, policy), policy.maxDelay), signal)
  }
}
