/** What stands between provider and service on a bad day: passes requests on, or does to them what networks and proxies do. */
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * pass: as if it were not there. lose: the service hears and answers, and the answer is lost. hold: it hears, and nobody is ever
 * answered. A status is answered by the gate itself; the service hears nothing. A number of milliseconds delays, then passes.
 */
export type Weather =
  | 'pass'
  | 'lose'
  | 'hold'
  | { readonly status: number; readonly retryAfter?: string }
  | { readonly delay: number }

export interface Seen {
  readonly method: string
  readonly path: string
  readonly at: number
  readonly key: string | undefined
}

export interface Gate {
  readonly url: string
  readonly seen: readonly Seen[]
  /** Asked for every request; the second argument counts the requests to the same method and path, from 1. */
  weather: (request: Seen, attempt: number) => Weather
  close(): Promise<void>
}

export async function openGate(target: () => string): Promise<Gate> {
  const seen: Seen[] = []
  const server = createServer((incoming, outgoing) => {
    const [method = '', path = ''] = [incoming.method, incoming.url]
    const key = incoming.headers['idempotency-key'] as string | undefined
    const request = { method, path, at: performance.now(), key }
    seen.push(request)
    const attempt = seen.filter((each) => each.method === method && each.path === path).length
    act(gate.weather(request, attempt), incoming, outgoing, target())
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const gate: Gate = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    weather: () => 'pass',
    close: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
  return gate
}

function act(
  weather: Weather,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  target: string,
): void {
  if (typeof weather === 'object' && 'status' in weather) {
    const after = weather.retryAfter === undefined ? {} : { 'retry-after': weather.retryAfter }
    incoming.resume()
    outgoing.writeHead(weather.status, after).end()
  } else if (typeof weather === 'object')
    setTimeout(() => pass(incoming, outgoing, target), weather.delay)
  else pass(incoming, outgoing, target, weather)
}

function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  target: string,
  fate: 'pass' | 'lose' | 'hold' = 'pass',
): void {
  const { method, headers } = incoming
  const onward = request(`${target}${incoming.url}`, { method, headers }, (answer) => {
    if (fate === 'lose') return void outgoing.destroy()
    if (fate === 'hold') return void answer.resume()
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    return void answer.pipe(outgoing)
  })
  onward.once('error', () => outgoing.destroy())
  incoming.pipe(onward)
}
