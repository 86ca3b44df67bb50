/** Every gRPC method we answer: the provider's calls, and the four services go-plugin expects beside them. */
import type { Served } from './call.js'
import { dispatch, isCall } from './dispatch.js'
import type { Method } from './grpc.js'
import { encode, int } from './protobuf.js'

const providerService = '/tfplugin6.Provider/'

const serving = encode({ status: int(1) }, { status: 1 })
const nothing = new Uint8Array()

export function methodNamed(
  path: string,
  served: Served,
  shutdown: () => void,
): Method | undefined {
  if (!path.startsWith(providerService)) return pluginMethods(shutdown)[path]
  const name = path.slice(providerService.length)
  return isCall(name)
    ? { kind: 'unary', answer: (body) => dispatch(served, name, body) }
    : undefined
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
