/** mortise_sign_in_attempts: the newest attempts, with the reason for each refusal. */
import { between, definitionsFor, int64, list, object, string } from '../framework/index.js'
import type { ServiceClient } from '../service-client.js'

const { defineDataSource } = definitionsFor<ServiceClient>()

export const signInAttempts = defineDataSource({
  typeName: 'sign_in_attempts',
  description: 'Sign-in attempts, newest first. What an IdP said of a person is not among it.',
  attributes: {
    connectionName: string({ optional: true, description: 'Only those through this connection.' }),
    limit: int64({
      optional: true,
      validate: [between(1, 1000)],
      description: 'How many at most; 100 unless said.',
    }),
    attempts: list(
      object({
        reference: string({ computed: true, description: 'What the person was shown.' }),
        connectionName: string({
          computed: true,
          nullable: true,
          description: 'null: by password.',
        }),
        at: string({ computed: true, description: 'When.' }),
        outcome: string({
          computed: true,
          description: 'signed-in, refused, test-passed or test-failed.',
        }),
        user: string({ computed: true, nullable: true, description: 'Login, when admitted.' }),
        code: string({ computed: true, nullable: true, description: 'Why it was refused.' }),
        remedy: string({ computed: true, nullable: true, description: 'What mends it.' }),
      }),
      { computed: true, description: 'Newest first.' },
    ),
  },
  async read({ config, client, signal }) {
    const { connectionName } = config
    const { limit } = config
    const query = {
      limit: limit ?? 100,
      ...(connectionName === null ? {} : { connection: connectionName }),
    }
    const { items } = await client.call('listSignInAttempts', { query, signal })
    const attempts = items.map(
      ({ reference, connection: through, at, outcome, user, finding }) => ({
        ...{ reference, connectionName: through, at, outcome, user },
        ...{ code: finding?.code ?? null, remedy: finding?.remedy ?? null },
      }),
    )
    return { connectionName, limit, attempts }
  },
})
