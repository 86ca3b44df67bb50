/** So many requests a minute from one address, or of one connection; then 429 with Retry-After. */
import rateLimit, { normalizeIP } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { tooManyRequests } from './problems.js'

const minute = 60_000

/** Whoever has one IPv6 address has a whole /64 of them. */
export const addressOf = ({ ip }: FastifyRequest): string => normalizeIP(ip)

/**
 * Limits everything mounted in this scope afterwards, what is refused by a later hook included:
 * guessing tokens is limited like any other request.
 */
export async function limitRate(scope: FastifyInstance, perMinute: number): Promise<void> {
  await scope.register(rateLimit, {
    global: false,
    max: perMinute,
    timeWindow: minute,
    keyGenerator: addressOf,
    errorResponseBuilder: (_request, { ttl }) => tooManyRequests(Math.ceil(ttl / 1000)),
  })
  scope.addHook('onRequest', scope.rateLimit())
}

/** Counts by whatever key, window by window. */
export class RequestRate {
  readonly #counts = new Map<string, number>()
  #window = 0

  constructor(private readonly now: () => Date) {}

  /** @returns seconds to wait; 0 when there were not too many */
  count(key: string, perMinute: number): number {
    const time = this.now().getTime()
    const window = Math.floor(time / minute)
    if (window !== this.#window) this.#counts.clear()
    this.#window = window
    const count = (this.#counts.get(key) ?? 0) + 1
    this.#counts.set(key, count)
    return count > perMinute ? Math.ceil((minute - (time % minute)) / 1000) : 0
  }
}

/**
 * From however many addresses they come: one organization's flood, or a flood against it, must not take the service, nor
 * the disk that attempts are written to, from all others. Asked only of connections there are, so it stays small.
 */
export class ConnectionRate {
  readonly #rate: RequestRate

  constructor(
    private readonly perMinute: number,
    now: () => Date,
  ) {
    this.#rate = new RequestRate(now)
  }

  /** @throws Refusal `too-many-requests` */
  count(connection: string): void {
    const wait = this.#rate.count(connection, this.perMinute)
    if (wait > 0) throw tooManyRequests(wait)
  }
}
