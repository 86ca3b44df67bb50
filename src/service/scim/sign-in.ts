/** Where SCIM and sign-in meet: whom a directory provisions is a person here already; what it says of others, and of groups (T55, T56, S60). */
import { Refusal } from '../../core/index.js'
import type { Connection } from '../connections/connection.js'
import type { Known } from '../sign-in/decision.js'
import type { Reads } from '../store/store.js'
import { reportedGroups } from './memberships.js'

export interface Provisioning {
  /** Does a directory provision those who come by this connection? */
  readonly isOn: boolean
  /** Their id in that directory; undefined for whom it does not know. */
  readonly user: string | undefined
  /** The groups it puts them in, by the key the preset matches; undefined for whom it does not know. */
  readonly groups: readonly string[] | undefined
}

export const notProvisioned: Provisioning = { isOn: false, user: undefined, groups: undefined }

const provisionedElsewhere = ({ name }: Connection): Refusal =>
  new Refusal({
    code: 'person-bound-elsewhere',
    owner: 'sp',
    detail: `the person is provisioned for another connection than "${name}"`,
    remedy: 'Sign in by the connection the directory is for, or provision the person for this one.',
    source: 'T56',
  })

/** @throws Refusal `person-bound-elsewhere` for whom another connection's directory provisions */
export async function provisioningOf(
  reads: Reads,
  connection: Connection,
  known: Known | undefined,
): Promise<Provisioning> {
  const all = await reads.directories.ofOrganization(connection.organization.name)
  if (all.length === 0) return notProvisioned
  const serving = all
    .filter(({ input }) => input.connection === null || input.connection === connection.name)
    .map(({ name }) => name)
  const isOn = serving.length > 0
  const users = known ? await reads.directoryUsers.livingOf(known.person.id) : []
  const user = users.find(({ directory }) => serving.includes(directory))
  if (user) {
    const groups = await reportedGroups(reads, connection.preset, user.id)
    return { isOn, user: user.id, groups }
  }
  if (users.length > 0) throw provisionedElsewhere(connection)
  return { ...notProvisioned, isOn }
}
