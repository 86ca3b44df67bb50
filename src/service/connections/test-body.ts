/** A connection test as its body tells it. */
import type { ConnectionTestBody } from '../../admin-api/index.js'
import type { ConnectionTest } from '../store/records.js'

const statusOf = ({ outcome, expiresAt }: ConnectionTest, now: Date) => {
  if (outcome) return outcome
  return expiresAt <= now ? ('expired' as const) : ('waiting' as const)
}

/** A copy the wire may have: the same, without the promise not to change it. */
const copied = (result: ConnectionTest['result']): ConnectionTestBody['result'] =>
  result && (structuredClone(result) as ConnectionTestBody['result'])

export const testBodyOf = (
  test: ConnectionTest,
  now: Date,
  url: string | null = null,
): ConnectionTestBody => ({
  id: test.id,
  connection: test.connection,
  status: statusOf(test, now),
  url,
  configDigest: test.configDigest,
  createdAt: test.createdAt.toISOString(),
  expiresAt: test.expiresAt.toISOString(),
  finishedAt: test.finishedAt && test.finishedAt.toISOString(),
  finding: test.finding,
  result: copied(test.result),
})
