/** Bulk (RFC 7644 §3.7): many changes in one transaction, each of them whole or not at all. */
import {
  bulkResponse,
  orderOperations,
  parseBulkRequest,
  resolveReferences,
  ScimError,
  uniqueness,
  notImplemented,
  type BulkAnswer,
  type BulkOperation,
} from '../../scim/index.js'
import type { Changing, Outcome } from './asking.js'
import { change } from './change.js'
import { limits } from './limits.js'

async function perform(
  changing: Changing,
  operation: BulkOperation,
  ids: ReadonlyMap<string, string>,
): Promise<Outcome> {
  const { method, endpoint, id, data, version } = resolveReferences(operation, ids)
  const type = changing.directory.types.find((one) => one.endpoint === endpoint)
  if (!type) throw notImplemented(`this service has no ${endpoint}`)
  const cause = `${method} ${endpoint}${id === undefined ? '' : `/${id}`} (Bulk)`
  const own = { ...changing, body: data, ifMatch: version, cause }
  return change(own, { method, type, id, projection: undefined })
}

async function answer(
  changing: Changing,
  operation: BulkOperation,
  ids: Map<string, string>,
): Promise<BulkAnswer> {
  try {
    const { status, location, version } = await changing.tx.attempt(() =>
      perform(changing, operation, ids),
    )
    const id = location?.split('/').at(-1)
    if (operation.bulkId !== undefined && id !== undefined) ids.set(operation.bulkId, id)
    return { operation, status, location, version }
  } catch (error) {
    if (!ScimError.is(error)) throw error
    return { operation, status: error.status, error }
  }
}

const refuseCircular = (operation: BulkOperation): BulkAnswer => ({
  operation,
  status: 409,
  error: uniqueness('the operation refers to itself through others'),
})

export async function bulk(changing: Changing): Promise<Outcome> {
  const { failOnErrors, operations } = parseBulkRequest(
    changing.body,
    limits.bulk,
    changing.tolerance,
  )
  const { ordered, circular } = orderOperations(operations)
  const answers = circular.map(refuseCircular)
  const ids = new Map<string, string>()
  const failures = () => answers.filter(({ error }) => error).length
  for (const operation of ordered) {
    if (failOnErrors !== undefined && failures() >= Math.max(failOnErrors, 1)) break
    answers.push(await answer(changing, operation, ids))
  }
  return { status: 200, body: bulkResponse(answers) }
}
