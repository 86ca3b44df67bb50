/** Where a person is signed in, and ending it everywhere: for a lost laptop, or somebody who left in a hurry. */
import type { Deps } from '../deps.js'
import { isOver } from '../sign-in/sessions.js'
import type { PersonRecord } from '../store/records.js'
import type { Reads } from '../store/store.js'
import { checkOrganization, notFound, ok, removed, type Handlers } from './answers.js'
import { recordChange } from './changes.js'

type SessionHandlers = Pick<Handlers, 'listUserSessions' | 'deleteUserSessions'>
type Key = { readonly organization: string; readonly login: string }

const pathOf = ({ organization, login }: Key): string =>
  `organizations/${organization}/users/${encodeURIComponent(login)}/sessions`

/** @throws Refusal `not-found` */
async function getPerson(reads: Reads, { organization, login }: Key): Promise<PersonRecord> {
  await checkOrganization(reads, organization)
  const person = await reads.people.named(organization, login)
  if (person) return person
  throw notFound(`user "${login}" in organization "${organization}"`)
}

export function userSessionHandlers({ store, now, lifetimes }: Deps): SessionHandlers {
  return {
    listUserSessions: async ({ params }) => {
      const { id } = await getPerson(store, params)
      const at = now()
      const sessions = await store.sessions.of({ kind: 'user', id })
      const living = sessions.filter((session) => !isOver(session, at, lifetimes))
      const items = living.map(({ createdAt, lastSeenAt, expiresAt }) => ({
        createdAt: createdAt.toISOString(),
        lastSeenAt: lastSeenAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
      }))
      return ok({ items })
    },

    deleteUserSessions: async ({ params, actor }) =>
      store.transaction(async (tx) => {
        const { id, version } = await getPerson(tx, params)
        await tx.sessions.removeOf({ kind: 'user', id })
        const versions = { before: version, after: null }
        await recordChange(tx, { actor, at: now() }, pathOf(params), versions)
        return removed
      }),
  }
}
