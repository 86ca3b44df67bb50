/** mortise_connection_test: what can be checked of a connection without a person. The test that is evidence needs one. */
import { bool, definitionsFor, list, object, string } from '../framework/index.js'
import type { ServiceClient } from '../service-client.js'

const { defineDataSource } = definitionsFor<ServiceClient>()

export const connectionTest = defineDataSource({
  typeName: 'connection_test',
  description:
    'Runs the checks that need no person: metadata readable, certificate days left, endpoints agree. No evidence for an activation, which needs a test sign-in.',
  attributes: {
    connectionName: string({ required: true, description: 'Name of the connection.' }),
    passed: bool({ computed: true, description: 'No check has failed.' }),
    checks: list(
      object({
        code: string({ computed: true, description: 'Stable name of the check.' }),
        outcome: string({ computed: true, description: 'held, warned, failed or skipped.' }),
        detail: string({ computed: true, description: 'What was found.' }),
        remedy: string({ computed: true, nullable: true, description: 'What mends it.' }),
      }),
      { computed: true, description: 'In the order in which they were made.' },
    ),
  },
  async read({ config, client, signal }) {
    const params = { name: config.connectionName }
    const { connection, items } = await client.call('checkConnection', { params, signal })
    const passed = items.every(({ outcome }) => outcome !== 'failed')
    return { connectionName: connection, passed, checks: items }
  },
})
