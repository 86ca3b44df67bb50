/** Every gRPC method we answer: the provider's calls, and the four services go-plugin expects beside them. */
import type { Method } from './grpc.js'

const providerService = '/tfplugin6.Provider/'

/** grpc.health.v1.HealthCheckResponse: field 1, status, is 1, SERVING. */
const serving = Uint8Array.of(0x08, 0x01)
const nothing = new Uint8Array()

export interface Answers {
  /** A call of the provider's, by its name. */
  readonly call: (name: string, body: Uint8Array) => Promise<Uint8Array>
  readonly shutdown: () => void
}

export function methodNamed(path: string, { call, shutdown }: Answers): Method | undefined {
  if (!path.startsWith(providerService)) return pluginMethods(shutdown)[path]
  const name = path.slice(providerService.length)
  return { kind: 'unary', answer: (body) => call(name, body) }
}

function pluginMethods(shutdown: () => void): Readonly<Record<string, Method>> {
  return {
    '/grpc.health.v1.Health/Check': { kind: 'unary', answer: () => serving },
    '/grpc.health.v1.Health/Watch': { kind: 'idle', first: serving },
    // Answered first, then obeyed: go-plugin waits for the answer, and kills what has not gone two seconds later.
    '/plugin.GRPCController/Shutdown': {
      kind: 'unary',
      answer: () => nothing,
      afterwards: shutdown,
    },
    '/plugin.GRPCBroker/StartStream': { kind: 'idle' },
    '/plugin.GRPCStdio/StreamStdio': { kind: 'idle' },
  }
}
