/** What answers the provider's own calls: one conversation with one Terraform. Loaded late; who may speak, and how, is server.ts's question. */
import type { Log, Provider } from '../framework/index.js'
import { Session, catalogOf } from '../framework/serving.js'
import { dispatch, isCall } from './dispatch.js'
import { GrpcError, status } from './status.js'

/** One connection's conversation. */
export interface Conversation {
  /** @throws GrpcError for a call this protocol has not */
  answer(call: string, body: Uint8Array): Promise<Uint8Array>
  /** Whoever spoke is gone: what is under way is told to stop. */
  stop(): void
}

export type Converse = (log: Log) => Conversation

export function answering(provider: Provider): Converse {
  const catalog = catalogOf(provider)
  return (log) => {
    const session = new Session(provider, log)
    return {
      answer: async (call, body) => {
        if (isCall(call)) return dispatch({ session, catalog }, call, body)
        throw new GrpcError(status.unimplemented, `${call} is not implemented`)
      },
      stop: () => session.stop(),
    }
  }
}

/** The answer to GetProviderSchema: the same for every conversation, so it may be kept in a file. */
export const schemaAnswer = (provider: Provider): Promise<Uint8Array> =>
  answering(provider)(() => undefined).answer('GetProviderSchema', new Uint8Array())
