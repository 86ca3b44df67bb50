/** When a call may be made again, and how long to wait. Every call of the admin API is safe to repeat: reads, deletes and PUTs under a condition. */
import { Refusal } from '../core/index.js'

export interface RetryPolicy {
  /** Tries in all, the first included. */
  readonly tries: number
  /** First wait in milliseconds; doubles each time, with full jitter. */
  readonly baseDelay: number
  /** No single wait is longer, whatever Retry-After asks. Milliseconds. */
  readonly maxDelay: number
}

export const defaultRetry: RetryPolicy = { tries: 8, baseDelay: 200, maxDelay: 20_000 }

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

const causeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause as { code?: string; message?: string } | undefined
  return cause?.code ?? cause?.message ?? error.message
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
  Math.random() * Math.min(policy.maxDelay, policy.baseDelay * 2 ** attempt)

/**
 * Sends until an answer is final.
 * @throws Refusal `service-unreachable` when no try got an answer; the signal's reason when aborted
 */
export async function withRetry(
  send: () => Promise<Response>,
  policy: RetryPolicy = defaultRetry,
  signal?: AbortSignal,
): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted()
    const last = attempt + 1 >= policy.tries
    let asked: number | undefined
    try {
      const response = await send()
      if (last || !passing.has(response.status)) return response
      asked = retryAfter(response.headers.get('retry-after'), Date.now())
      await response.body?.cancel()
    } catch (error) {
      signal?.throwIfAborted()
      if (last) throw unreachable(error, policy.tries)
    }
    await pause(Math.min(asked ?? delayBefore(attempt, policy), policy.maxDelay), signal)
  }
}
