/** The groups a person is in, with the spaces they belong to: memberships remember names, the groups themselves know where they are. */
import type { GroupKey } from '../../core/index.js'
import type { Reads } from '../store/store.js'

export async function groupsHeld(
  { users, groups }: Pick<Reads, 'users' | 'groups'>,
  userId: string,
  organization: string,
): Promise<readonly GroupKey[]> {
  const names = await users.groupsOf(userId)
  if (names.length === 0) return []
  const spaces = new Map(
    (await groups.all(organization)).map(({ name, input }) => [name, input.space ?? null]),
  )
  return names.map((name) => ({ name, space: spaces.get(name) ?? null }))
}
