/** mortise_sign_in_attempts: the newest attempts, with the reason for each refusal. */
import { between, definitionsFor, int64, list, object, oneOf, string } from '../framework/index.js'
import type { ServiceClient } from '../service-client.js'

const { defineDataSource } = definitionsFor<ServiceClient>()

const outcomes = ['signed-in', 'refused', 'test-passed', 'test-failed'] as const

export const signInAttempts = defineDataSource({
  typeName: 'sign_in_attempts',
  description: 'Sign-in attempts, newest first. What an IdP said of a person is not among it.',
  attributes: {
    connectionName: string({ optional: true, description: 'Only those through this connection.' }),
    organization: string({
      optional: true,
      description: 'Only those to this organization, by password too.',
    }),
    outcome: string({
      optional: true,
      validate: [oneOf(...outcomes)],
      description: 'Only those that ended so.',
    }),
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
        organization: string({
          computed: true,
          nullable: true,
          description: 'Whose connection or administrator it was; null when it led to neither.',
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
    const { connectionName, organization, limit } = config
    const outcome = outcomes.find((each) => each === config.outcome)
    const query = {
      limit: limit ?? 100,
      connection: connectionName ?? undefined,
      organization: organization ?? undefined,
      outcome,
    }
    const { items } = await client.call('listSignInAttempts', { query, signal })
    const attempts = items.map(
      ({
        reference,
        connection: through,
        organization: whose,
        at,
        outcome: end,
        user,
        finding,
      }) => ({
        ...{ reference, connectionName: through, organization: whose, at, outcome: end, user },
        ...{ code: finding?.code ?? null, remedy: finding?.remedy ?? null },
      }),
    )
    return { connectionName, organization, outcome: config.outcome, limit, attempts }
  },
})
