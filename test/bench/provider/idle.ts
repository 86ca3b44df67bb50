/**
 * A provider that does nothing, in Node, on the same protocol: reads what was stored and plans what is there. What it takes, any
 * provider in Node takes; the rest is ours. Bundled by main.ts to one file, which expects schema.bin beside it.
 */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Encoder } from '@msgpack/msgpack'
import type { Converse } from '../../../src/provider/protocol/answering.js'
import { calls } from '../../../src/provider/protocol/calls.js'
import { decode, encode } from '../../../src/provider/protocol/protobuf.js'
import { start } from '../../../src/provider/protocol/start.js'

const encoder = new Encoder()

function answer(call: string, body: Uint8Array): Uint8Array {
  if (call === 'UpgradeResourceState') {
    const { rawState } = decode(calls.UpgradeResourceState.request, body)
    const stored: unknown = JSON.parse(Buffer.from(rawState?.json ?? []).toString())
    return encode(calls.UpgradeResourceState.response, {
      upgradedState: { msgpack: encoder.encode(stored) },
    })
  }
  if (call === 'ReadResource') {
    const { currentState } = decode(calls.ReadResource.request, body)
    return encode(
      calls.ReadResource.response,
      currentState === undefined ? {} : { newState: currentState },
    )
  }
  if (call === 'PlanResourceChange') {
    const { priorState } = decode(calls.PlanResourceChange.request, body)
    return encode(
      calls.PlanResourceChange.response,
      priorState === undefined ? {} : { plannedState: priorState },
    )
  }
  return new Uint8Array()
}

const converse: Converse = () => ({
  answer: async (call, body) => answer(call, body),
  stop: () => undefined,
})

start({
  name: 'idle',
  schema: () => readFileSync(join(dirname(process.argv[1] ?? ''), 'schema.bin')),
  load: async () => ({ converse }) as never,
})
