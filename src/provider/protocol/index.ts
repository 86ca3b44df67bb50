/**
 * A provider on the wire: plugin protocol 6 over go-plugin's handshake, HTTP/2 and gRPC. Knows no product; what it serves
 * is any provider defined with ../framework.
 */
export { serve } from './serve.js'
export type { ServeOptions } from './serve.js'
export { startServer } from './server.js'
export type { RunningServer, ServerOptions } from './server.js'
export { stderrLog } from './log.js'
