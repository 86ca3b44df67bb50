/** Connections whatever they speak: listed, tested, checked. Enabling them is `activations.ts`. */
import type { ConnectionBody } from '../../admin-api/index.js'
import { offeredAttributes } from '../../core/index.js'
import { connectionChecks } from '../connections/checks.js'
import { getConnection, type Connection } from '../connections/connection.js'
import { makeTest } from '../connections/make-test.js'
import { lifeOf } from '../connections/standing.js'
import { testBodyOf } from '../connections/test-body.js'
import type { Deps } from '../deps.js'
import type { Reads } from '../store/store.js'
import { notFound, ok, pageOf, type Handlers } from './answers.js'

type ConnectionHandlers = Pick<
  Handlers,
  | 'listConnections'
  | 'getConnection'
  | 'createConnectionTest'
  | 'listConnectionTests'
  | 'getConnectionTest'
  | 'checkConnection'
  | 'listIdpAttributes'
>

export async function connectionBodyOf(
  reads: Reads,
  connection: Connection,
): Promise<ConnectionBody> {
  const { name, protocol, organization, preset, idp } = connection
  return {
    ...{ name, protocol, organization: organization.name, preset: preset.key, idp },
    ...(await lifeOf(reads, connection)),
  }
}

export function connectionHandlers(deps: Deps): ConnectionHandlers {
  const { store, now, publicUrl } = deps
  const read = (reads: Reads, name: string) => getConnection(reads, publicUrl(), name)
  return {
    listConnections: async ({ query }) => {
      const { organization } = query
      const { records, next } = await pageOf(query, (page) =>
        store.connections.names({ ...page, organization }),
      )
      const items = await Promise.all(
        records.map(async ({ name }) => connectionBodyOf(store, await read(store, name))),
      )
      return ok({ items, next })
    },

    getConnection: async ({ params: { name } }) =>
      ok(await connectionBodyOf(store, await read(store, name))),

    createConnectionTest: async ({ params: { name }, actor }) => {
      const { test, url } = await makeTest(deps, name, actor)
      return { status: 201, body: testBodyOf(test, now(), url) }
    },

    listConnectionTests: async ({ params: { name }, query: { limit = 100 } }) => {
      await read(store, name)
      const tests = await store.connectionTests.list(name, limit)
      return ok({ items: tests.map((test) => testBodyOf(test, now())) })
    },

    getConnectionTest: async ({ params: { name, id } }) => {
      const test = await store.connectionTests.find(id)
      if (test?.connection !== name) throw notFound(`test "${id}" of connection "${name}"`)
      return ok(testBodyOf(test, now()))
    },

    listIdpAttributes: async ({ params: { name }, query }) => {
      const { preset, attributeMapping, idpKind } = await read(store, name)
      const offered = offeredAttributes(preset, attributeMapping, query.idp ?? idpKind, {
        asDocumented: query.asDocumented === 'true',
        fullName: query.fullName === 'true',
      })
      return ok({ items: offered.map((each) => ({ ...each, alsoRead: [...each.alsoRead] })) })
    },

    checkConnection: async ({ params: { name } }) => {
      await read(store, name)
      const items = await connectionChecks(deps, name)
      return ok({ connection: name, at: now().toISOString(), items: [...items] })
    },
  }
}
