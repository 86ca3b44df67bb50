/** Groups: made, filled, emptied one by one, renamed; and that nobody is lost when changes race. */
import { isObject } from '../../scim/index.js'
import type { Member } from '../people.js'
import {
  createPerson,
  expectError,
  expectStatus,
  Failed,
  failedBy,
  groupMade,
  listOf,
  memberIds,
  personMade,
  readGroup,
  resourceOf,
  type Check,
  type Rehearsal,
} from './check.js'

async function membersNow({ client }: Rehearsal, id: string): Promise<readonly string[]> {
  return [...memberIds(resourceOf(await client.ask(readGroup(id)), 200))].sort()
}

const same = (members: readonly string[], expected: readonly Member[]): boolean =>
  members.join(' ') ===
  expected
    .map(({ id }) => id)
    .sort()
    .join(' ')

async function expectMembers(
  rehearsal: Rehearsal,
  expected: readonly Member[],
  after: string,
): Promise<void> {
  const id = groupMade(rehearsal, 1)
  const members = await membersNow(rehearsal, id)
  if (same(members, expected)) return
  throw new Failed(
    `after ${after} the group has ${members.length} members; expected ${expected.length}`,
    [readGroup(id)],
  )
}

const two = (rehearsal: Rehearsal): readonly Member[] => [1, 2].map((n) => personMade(rehearsal, n))

async function add(rehearsal: Rehearsal, added: readonly Member[], all: readonly Member[]) {
  const { client, manner, group } = rehearsal
  const ask = manner.addMembers(groupMade(rehearsal, 1), group(1), added, all)
  expectStatus(await client.ask(ask), 200, 204)
}

const racers = Array.from({ length: 10 }, (_, index) => 11 + index)

export const groupChecks: readonly Check[] = [
  {
    id: 'group-created',
    title: 'A group is created: 201 and its id',
    remedy: 'Answer 201 with the whole resource.',
    source: 'RFC 7644 §3.3',
    ofGroups: true,
    run: async ({ client, manner, group, groups, made }) => {
      const answer = await client.ask(manner.createGroup(group(1)))
      const id = answer.json?.['id']
      if (answer.status < 300 && typeof id === 'string') {
        made.add(`/Groups/${id}`)
        groups.set(1, id)
      }
      const { displayName } = resourceOf(answer, 201)
      if (displayName !== group(1).displayName)
        throw failedBy(answer, `displayName ${group(1).displayName}`)
    },
  },
  {
    id: 'group-found',
    title: 'The group is found by displayName',
    remedy: 'Answer filter=displayName eq "…" with the groups called so.',
    source: 'RFC 7644 §3.4.2.2',
    ofGroups: true,
    run: async (rehearsal) => {
      const { client, manner, group } = rehearsal
      const id = groupMade(rehearsal, 1)
      const answer = await client.ask(manner.lookUpGroup(group(1).displayName))
      const { resources } = listOf(answer)
      if (resources.length !== 1 || resources[0]?.['id'] !== id)
        throw failedBy(answer, 'exactly the group created')
    },
  },
  {
    id: 'members-added',
    title: 'Members are added as this client adds them',
    remedy: 'Add those named to those who are there.',
    source: 'RFC 7644 §3.5.2.1',
    ofGroups: true,
    run: async (rehearsal) => {
      const [first, second] = two(rehearsal) as [Member, Member]
      await add(rehearsal, [first], [first])
      await expectMembers(rehearsal, [first], 'one was added')
      await add(rehearsal, [second], [first, second])
      await expectMembers(rehearsal, [first, second], 'a second was added')
    },
  },
  {
    id: 'member-added-twice',
    title: 'Adding somebody who is in it already is no error, and one membership',
    remedy: 'Answer 200 or 204 and change nothing.',
    source: 'RFC 7644 §3.5.2.1',
    ofGroups: true,
    run: async (rehearsal) => {
      const both = two(rehearsal)
      await add(rehearsal, both.slice(0, 1), both)
      await expectMembers(rehearsal, both, 'somebody in it was added again')
    },
  },
  {
    id: 'membership-told',
    title: 'A group is read without members when asked so',
    remedy: 'Honour excludedAttributes=members: groups grow large.',
    source: 'RFC 7644 §3.9; Entra: look-up of groups',
    ofGroups: true,
    run: async (rehearsal) => {
      const path = `${readGroup(groupMade(rehearsal, 1)).path}?excludedAttributes=members`
      const answer = await rehearsal.client.ask({ method: 'GET', path })
      if (resourceOf(answer, 200)['members'] !== undefined) throw failedBy(answer, 'no members')
    },
  },
  {
    id: 'member-removed',
    title: 'Who is removed is out, and nobody else',
    remedy:
      'Remove those named. Entra sends a value array with path "members": it never means everybody.',
    source: 'RFC 7644 §3.5.2.2; Entra: SCIM protocol requirements',
    ofGroups: true,
    run: async (rehearsal) => {
      const { client, manner, group } = rehearsal
      const [first, second] = two(rehearsal) as [Member, Member]
      const id = groupMade(rehearsal, 1)
      expectStatus(
        await client.ask(manner.removeMembers(id, group(1), [first], [second])),
        200,
        204,
      )
      await expectMembers(rehearsal, [second], 'one of two was removed')
    },
  },
  {
    id: 'group-renamed',
    title: 'A group is renamed and keeps its members',
    remedy: 'Change displayName alone. Okta sends the id along; it is no change.',
    source: 'RFC 7644 §3.5; Okta: group push',
    ofGroups: true,
    run: async (rehearsal) => {
      const { client, manner, group } = rehearsal
      const id = groupMade(rehearsal, 1)
      const second = personMade(rehearsal, 2)
      const displayName = `${group(1).displayName} renamed`
      const ask = manner.renameGroup(id, { ...group(1), displayName }, [second])
      expectStatus(await client.ask(ask), 200, 204)
      const found = resourceOf(await client.ask(readGroup(id)), 200)
      if (found['displayName'] !== displayName)
        throw new Failed(`displayName is ${JSON.stringify(found['displayName'])}`, [ask])
      await expectMembers(rehearsal, [second], 'it was renamed')
    },
  },
  {
    id: 'stranger-refused',
    title: 'A member who is nobody is refused',
    remedy: 'Answer 400 or 404 for members that do not exist, and change nothing.',
    source: 'RFC 7643 §4.2',
    ofGroups: true,
    only: ({ key }) => key === 'rfc',
    run: async (rehearsal) => {
      const { client, manner, group, nobody } = rehearsal
      const id = groupMade(rehearsal, 1)
      const stranger = { id: nobody, display: nobody }
      const answer = await client.ask(manner.addMembers(id, group(1), [stranger], [stranger]))
      if (answer.status < 300) throw failedBy(answer, '400 or 404')
      expectError(answer, answer.status)
    },
  },
  {
    id: 'racing-members-kept',
    title: 'Ten changes at once of one group lose nobody',
    remedy:
      'Change members in one transaction under a lock on the group; do not rewrite a list that was read before.',
    source: 'RFC 7644 §3.5.2: each PATCH is atomic',
    ofGroups: true,
    // A PUT says who is in it: of two at once one must lose.
    only: ({ key }) => key !== 'okta-oin',
    run: async (rehearsal) => {
      const second = personMade(rehearsal, 2)
      for (const n of racers) await createPerson(rehearsal, n)
      const members = racers.map((n) => personMade(rehearsal, n))
      await Promise.all(members.map((one) => add(rehearsal, [one], [])))
      await expectMembers(rehearsal, [second, ...members], 'ten were added at once')
    },
  },
  {
    id: 'group-deleted',
    title: 'A group that is deleted is gone, and its members are not',
    remedy: 'Answer DELETE with 204, and 404 from then on; people stay.',
    source: 'RFC 7644 §3.6',
    ofGroups: true,
    run: async (rehearsal) => {
      const { client, groups } = rehearsal
      const id = groupMade(rehearsal, 1)
      const second = personMade(rehearsal, 2)
      expectStatus(await client.ask({ method: 'DELETE', path: `/Groups/${id}` }), 204)
      groups.delete(1)
      expectError(await client.ask(readGroup(id)), 404)
      const person = await client.ask({ method: 'GET', path: `/Users/${second.id}` })
      if (!isObject(person.json)) throw failedBy(person, 'the member')
      expectStatus(person, 200)
    },
  },
]
