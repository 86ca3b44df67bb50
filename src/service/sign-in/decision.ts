/** What a sign-in decides for a person, from all the store knows of them and their organization; asked alike by its rehearsal. */
import {
  decide,
  type Decision,
  type GroupKey,
  type OrganizationAccess,
  type PersonAccess,
  type Profile,
} from '../../core/index.js'
import type { Connection } from '../connections/connection.js'
import type { PersonRecord, User } from '../store/records.js'
import type { Provisioning } from '../scim/sign-in.js'
import type { Reads } from '../store/store.js'

/** Somebody known here; `user` only once they have signed in through this connection. */
export interface Known {
  readonly person: PersonRecord
  readonly user: User | undefined
  /** The groups they are in. */
  readonly held: readonly GroupKey[]
}

/** Spaces that are gone give nothing, also when one of their name is made anew. */
function accessBefore(spaces: readonly string[], { person, user }: Known): PersonAccess {
  const { roles, accountRole, timezone, state } = person
  return {
    isNew: state !== 'active',
    ...(user && { login: user.login, name: user.name, email: user.email }),
    ...(roles && { roles }),
    timezone: timezone ?? undefined,
    accountRole: accountRole ?? undefined,
    spaces: person.spaces.filter(({ space }) => spaces.includes(space)),
  }
}

function organizationAccess(
  { input: { roles, accountRoles, defaultSpace, defaultRole } }: Connection['organization'],
  spaces: readonly string[],
): OrganizationAccess {
  return { spaces, roles, accountRoles, defaultSpace, defaultRole }
}

/**
 * @param known - undefined for somebody who is not known yet
 * @param provisioning - what a directory has to do with them
 */
export async function decisionFor(
  reads: Reads,
  { organization, preset, idpKind, settings }: Connection,
  known: Known | undefined,
  provisioning: Provisioning,
  profile: Profile,
): Promise<Decision> {
  const spaces = await reads.spaces.names(organization.name)
  return decide(
    {
      preset,
      groups: await reads.groups.meant(organization.name),
      roleRules: organization.input.roleRules,
      held: known?.held ?? [],
      organization: organizationAccess(organization, spaces),
      person: known && accessBefore(spaces, known),
      idpKind,
      settings,
      directory: provisioning.isOn,
      directoryGroups: provisioning.groups,
    },
    profile,
  )
}
