/** Where SCIM and sign-in meet: the one who signs in is who the directory says they are, or does not enter (T55, T56, T58). */
import { admitPerson, matchPerson, type Candidate, type Profile } from '../../core/index.js'
import { foldCase, personOf } from '../../scim/index.js'
import type { Connection } from '../connections/connection.js'
import type { DirectoryUser } from '../store/directories.js'
import type { User } from '../store/records.js'
import type { Transaction } from '../store/store.js'

interface Provisioned {
  /** Who signed in first as this person stays this person. */
  readonly bindTo: (user: User) => Promise<void>
}

async function namesOfDirectories(
  tx: Transaction,
  { organization, name: connection }: Pick<Connection, 'organization' | 'name'>,
) {
  const all = await tx.directories.ofOrganization(organization.name)
  const serves = (named: string | null): boolean => named === null || named === connection
  return all.filter(({ input }) => serves(input.connection)).map(({ name }) => name)
}

/** No subject an IdP can send: bound to somebody who is not the one signing in now. */
const somebodyElse = '\u0000'

/** A subject means something only to its IdP: a binding counts by the user it leads to. */
const candidateOf =
  (subject: string, known: User | undefined) =>
  ({ id, state, resource, userId }: DirectoryUser): Candidate => ({
    id,
    state,
    userName: personOf(resource).userName,
    externalId: personOf(resource).externalId,
    ...(userId === null ? {} : { subject: userId === known?.id ? subject : somebodyElse }),
  })

/**
 * @param known - who signed in before under this very identity
 * @returns undefined where no directory provisions, or for who was here before it and is unknown to it
 * @throws Refusal `user-not-provisioned`, `user-inactive`, `user-removed`, `person-ambiguous` or `person-bound-elsewhere`
 */
export async function recogniseProvisioned(
  tx: Transaction,
  connection: Connection,
  { subject, login, email }: Profile,
  known: User | undefined,
): Promise<Provisioned | undefined> {
  const directories = await namesOfDirectories(tx, connection)
  if (directories.length === 0) return undefined
  const names = [...new Set([foldCase(email), foldCase(login)])]
  const found = directories.map((one) => tx.directoryUsers.candidates(one, { names, subject }))
  const people = (await Promise.all(found)).flat()
  const bound = people.filter(({ userId }) => known !== undefined && userId === known.id)
  const candidates = (bound.length > 0 ? bound : people).map(candidateOf(subject, known))
  const match = matchPerson(candidates, { subject, login, email })
  if (!match && known) return undefined
  const { preset, justInTimeProvisioning, settings } = connection
  const context = { preset, justInTimeProvisioning, settings, directory: true }
  admitPerson(context, match, login)
  if (!match) return undefined
  return { bindTo: ({ id: userId }) => tx.directoryUsers.bind(match.id, { userId, subject }) }
}
