/**
 * ephemeral mortise_directory_token: a token for the length of one Terraform run, revoked when it ends. For what the run itself
 * asks of the directory; an IdP, which goes on pushing afterwards, is given the resource's token.
 */
import { randomBytes } from 'node:crypto'
import { definitionsFor, string, warning } from '../framework/index.js'
import { creation, nameRule } from '../resources/attributes.js'
import type { ServiceClient } from '../service-client.js'

const { defineEphemeralResource } = definitionsFor<ServiceClient>()

/** The least the service offers: what is left of a run that was killed. */
const expiresInDays = 1

/** What closing needs to know; Terraform holds it in memory. */
interface Opened {
  readonly directory: string
  readonly name: string
}

export const directoryToken = defineEphemeralResource({
  typeName: 'directory_token',
  description:
    'A token of a directory for the length of one run: made when Terraform opens it, in each plan and each apply, and revoked when it closes it. Its value is in no plan and no state. It is for what the run itself asks of the directory, such as a check that pushing works; an IdP keeps pushing after the run, and is given the value of a `mortise_directory_token` resource. While it is open it counts as one of the two tokens a directory may have, so it is refused during a rotation. Should a run be killed, the token expires within a day.',
  attributes: {
    directory: string({
      required: true,
      validate: [nameRule],
      description:
        'Name of the directory, which must exist when Terraform opens this. Of one that the same run makes, take the `id`, which is not known before: Terraform then waits for it.',
    }),
    name: string({ computed: true, description: 'The name it was given.' }),
    value: string({
      computed: true,
      sensitive: true,
      description: 'To be sent as `Authorization: Bearer …`.',
    }),
    baseUrl: string({ computed: true, description: 'Where it is to be sent: the SCIM base URL.' }),
    expiresAt: string({
      computed: true,
      description: 'When it would expire if it were not revoked, RFC 3339.',
    }),
  },
  async open({ config: { directory }, client, signal }) {
    const name = `run-${randomBytes(6).toString('hex')}`
    const { baseUrl } = await client.call('getDirectory', { params: { name: directory }, signal })
    const { value, expiresAt } = await client.call('putDirectoryToken', {
      params: { directory, name },
      body: { expiresInDays },
      condition: creation(),
      signal,
    })
    if (value === null) throw new Error('the service made a token and told no value')
    const opened: Opened = { directory, name }
    return { result: { directory, name, value, baseUrl, expiresAt }, private: opened }
  },
  async close({ private: { directory, name }, client, signal, report }) {
    try {
      await client.find('deleteDirectoryToken', { params: { directory, name }, signal })
    } catch (thrown) {
      report(
        warning(
          'Token not revoked',
          `Token "${name}" of directory "${directory}" could not be revoked and lives on until it expires within a day: ${thrown instanceof Error ? thrown.message : String(thrown)}\n\nRevoke it: DELETE /admin/v1/directories/${directory}/tokens/${name}.\n\nCode: token-not-revoked`,
        ),
      )
    }
  },
})
