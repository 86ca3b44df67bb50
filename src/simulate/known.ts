/** Who a person is already, where a running service can be asked. */
import type { UserBody } from '../admin-api/index.js'
import { applyMapping, Refusal } from '../core/index.js'
import { personOf } from '../scim/index.js'
import type { Config } from './config/load.js'
import type { Before, SamplePerson } from './samples/person.js'

/** As the service remembers them, for a person who is there already. */
const beforeOf = (user: UserBody): Before => ({
  state: user.state,
  groups: user.memberships,
  spaces: user.places,
  roles: user.ownRoles ?? undefined,
  accountRole: user.accountRole ?? undefined,
  login: user.login,
  name: user.displayName ?? undefined,
  email: user.email ?? undefined,
  timezone: user.timezone ?? undefined,
})

/** The names under which the service may know the person. */
function namesOf(config: Config, person: SamplePerson, connection: string): readonly string[] {
  const found = config.connections.find(({ name }) => name === connection)
  if (!found?.organization) return []
  if (!person.signIn) return person.scim ? [personOf(person.scim).userName] : []
  try {
    const { preset } = found.organization
    const { profile } = applyMapping(preset, found.mapping, person.signIn.subject)
    return [profile.login, profile.email]
  } catch (error) {
    if (!Refusal.is(error)) throw error
    return []
  }
}

/** A persona that says itself who they are already is believed. */
export async function asKnown(
  config: Config,
  person: SamplePerson,
  connection: string,
): Promise<SamplePerson> {
  const organization = config.connections.find(({ name }) => name === connection)?.organization
  if (!config.findPerson || !organization || person.before) return person
  const user = await config.findPerson(organization.name, namesOf(config, person, connection))
  return user ? { ...person, before: beforeOf(user) } : person
}
