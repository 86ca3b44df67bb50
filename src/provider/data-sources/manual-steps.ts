/** mortise_manual_steps: what only a person can set up at the IdP, and whether the service has seen it done. */
import { definitionsFor, list, object, string } from '../framework/index.js'
import { nameRule } from '../resources/attributes.js'
import type { ServiceClient } from '../service-client.js'

const { defineDataSource } = definitionsFor<ServiceClient>()

export const manualSteps = defineDataSource({
  typeName: 'manual_steps',
  description:
    'What the service has seen of the steps that no API can take: a signed answer, encrypted assertions, SCIM requests. Derived from sign-in attempts and request logs, whenever it is read.',
  attributes: {
    name: string({
      required: true,
      validate: [nameRule],
      description: 'Name of the connection, whose directories are included, or of a directory.',
    }),
    observations: list(
      object({
        of: string({ computed: true, description: 'The connection or directory it is of.' }),
        event: string({ computed: true, description: 'What a manual step names as its proof.' }),
        status: string({ computed: true, description: 'pending, observed or contradicted.' }),
        at: string({
          computed: true,
          nullable: true,
          description: 'Since when it is seen, or when it was contradicted; null while pending.',
        }),
        detail: string({ computed: true, description: 'What was seen, or is waited for.' }),
        remedy: string({ computed: true, nullable: true, description: 'What mends it.' }),
      }),
      { computed: true, description: 'One for each event that can be seen of it.' },
    ),
  },
  async read({ config: { name }, client, signal }) {
    const body = await client.call('getManualSteps', { params: { name }, signal })
    const observations = body.observations.map(({ of, event, status, at, detail, remedy }) => ({
      ...{ of, event, status, at, detail, remedy },
    }))
    return { name, observations }
  },
})
