/** What a sign-in decides for a person, asked alike by the sign-in itself and by its rehearsal. */
import { decide, idpKindOf, type Decision, type Profile } from '../../core/index.js'
import type { Reads } from '../store/store.js'
import { groupsHeld } from './held.js'
import type { Trust } from './trust.js'

/** @param userId - undefined for somebody who is not known yet */
export async function decisionFor(
  reads: Reads,
  { connection, organization, preset }: Trust,
  userId: string | undefined,
  profile: Profile,
): Promise<Decision> {
  const records = await reads.groups.all(organization.name)
  const held = userId === undefined ? [] : await groupsHeld(reads, userId, organization.name)
  return decide(
    {
      preset,
      groups: records.map(({ input, ...key }) => ({ ...input, ...key })),
      roleRules: organization.input.roleRules,
      held,
      idpKind: idpKindOf(connection.idp.entityId),
      settings: connection.input.settings,
    },
    profile,
  )
}
