/**
 * A provider on the wire: plugin protocol 6 over go-plugin's handshake, HTTP/2 and gRPC. Knows no product; what it serves
 * is any provider defined with ../framework. A program that counts the milliseconds enters by start.js, this folder's second door.
 */
import type { Provider } from '../framework/index.js'
import { attend, startServer } from './server.js'
import { start } from './start.js'

export { attend, startServer }
export type { AttendOptions, RunningServer } from './server.js'
export { stderrLog } from './log.js'

/** The simple way, everything loaded: what a provider's main.ts calls, and all it calls. */
export function serve(provider: Provider): void {
  start({ name: provider.name, load: async () => ({ provider, attend, startServer }) })
}
