/**
 * A provider on the wire: plugin protocol 6 over go-plugin's handshake, HTTP/2 and gRPC. Knows no product; what it serves
 * is any provider defined with ../framework. A program that counts the milliseconds enters by start.js, this folder's second door.
 */
import type { Provider } from '../framework/index.js'
import { answering, schemaAnswer } from './answering.js'
import { startServer } from './reattach.js'
import { start } from './start.js'

export { answering, schemaAnswer, startServer }
export type { RunningServer } from './reattach.js'
export type { AttendOptions } from './server.js'
export { stderrLog } from './log.js'

/** The simple way, everything loaded: what a provider's main.ts calls, and all it calls. */
export function serve(provider: Provider): void {
  const { name } = provider
  start({ name, load: async () => ({ provider, converse: answering(provider), startServer }) })
}
