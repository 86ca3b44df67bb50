/** People: found, created, changed, put out and let in again. What must be refused of them, and their list, are the neighbours'. */
import { equals, filtered, patch } from '../manners/manner.js'
import {
  createPerson,
  emailOf,
  expectError,
  expectFields,
  expectStatus,
  Failed,
  failedBy,
  listOf,
  personMade,
  readPerson,
  readUser,
  resourceOf,
  type Check,
  type Rehearsal,
} from './check.js'

const isEntraDefault: Check['only'] = ({ key }) => key === 'entra-default'

async function foundAs(rehearsal: Rehearsal, userName: string): Promise<void> {
  const { client, manner } = rehearsal
  const { id } = personMade(rehearsal, 1)
  const answer = await client.ask(manner.lookUp(userName))
  const { totalResults, resources } = listOf(answer)
  if (totalResults !== 1 || resources[0]?.['id'] !== id)
    throw failedBy(answer, `exactly the person created, and no one else (${totalResults} found)`)
}

async function setActive(rehearsal: Rehearsal, active: boolean): Promise<void> {
  const { client, manner, person } = rehearsal
  const { id } = personMade(rehearsal, 1)
  const ask = manner.setActive(id, person(1), active)
  expectStatus(await client.ask(ask), 200, 204)
  expectFields(await readPerson(rehearsal, id), { id, active }, ask)
}

export const userChecks: readonly Check[] = [
  {
    id: 'nobody-found',
    title: 'A look-up that finds nobody is 200 with an empty list',
    remedy:
      'Answer 200, totalResults 0 and Resources []; 404 makes Entra believe the server is broken.',
    source: 'RFC 7644 §3.4.2; Entra: SCIM protocol requirements',
    run: async ({ client, manner, nobody }) => {
      const answer = await client.ask(manner.lookUp(nobody))
      if (listOf(answer).totalResults !== 0) throw failedBy(answer, 'totalResults 0')
    },
  },
  {
    id: 'user-created',
    title: 'A person is created: 201, the id, and what was sent',
    remedy: 'Answer 201 with the whole resource: id, meta, and what was accepted.',
    source: 'RFC 7644 §3.3',
    run: async (rehearsal) => {
      const { manner, person } = rehearsal
      const made = await createPerson(rehearsal, 1)
      const { userName } = person(1)
      expectFields(made, { userName, active: true }, manner.create(person(1)))
      if (JSON.stringify(made).includes('"password"'))
        throw new Failed('the answer repeats the password', [manner.create(person(1))])
    },
  },
  {
    id: 'user-found',
    title: 'The person is found by userName',
    remedy: 'Answer filter=userName eq "…" with exactly the one who has it.',
    source: 'RFC 7644 §3.4.2.2',
    run: async (rehearsal) => {
      await foundAs(rehearsal, rehearsal.person(1).userName)
      // Of one person alone, whoever ignores filters finds the right one.
      const answer = await rehearsal.client.ask(rehearsal.manner.lookUp(rehearsal.nobody))
      if (listOf(answer).totalResults !== 0) throw failedBy(answer, 'nobody')
    },
  },
  {
    id: 'user-found-in-any-case',
    title: 'userName is compared without case',
    remedy: 'userName is caseExact false: compare it folded, or clients create people twice.',
    source: 'RFC 7643 §4.1.1, §8.7.1',
    run: (rehearsal) => foundAs(rehearsal, rehearsal.person(1).userName.toUpperCase()),
  },
  {
    id: 'duplicate-refused',
    title: 'Somebody who is there already is 409 uniqueness',
    remedy: 'Answer 409 with scimType uniqueness; clients then look the person up.',
    source: 'RFC 7644 §3.3',
    run: async (rehearsal) => {
      const { client, manner, person, made } = rehearsal
      const { id } = personMade(rehearsal, 1)
      const answer = await client.ask(manner.create(person(1)))
      const other = answer.json?.['id']
      if (answer.status === 201 && typeof other === 'string' && other !== id)
        made.add(`/Users/${other}`)
      expectError(answer, 409, 'uniqueness')
    },
  },
  {
    id: 'quotes-in-filters',
    title: 'A filter may hold escaped quotes',
    remedy: 'Read the value of a comparison as a JSON string.',
    source: 'RFC 7644 §3.4.2.2',
    run: async ({ client, nobody }) => {
      const answer = await client.ask(filtered('/Users', equals('userName', `${nobody} "\\ x`)))
      if (listOf(answer).totalResults !== 0) throw failedBy(answer, 'nobody')
    },
  },
  {
    id: 'user-read',
    title: 'The person is read by id as created',
    remedy: 'Answer GET /Users/{id} with what POST accepted.',
    source: 'RFC 7644 §3.4.1',
    run: async (rehearsal) => {
      const { id } = personMade(rehearsal, 1)
      const { userName, givenName, familyName, email } = rehearsal.person(1)
      const found = await readPerson(rehearsal, id)
      const fields = { id, userName, active: true }
      const names = { 'name.givenName': givenName, 'name.familyName': familyName }
      expectFields(found, { ...fields, ...names }, readUser(id))
      if (emailOf(found) !== email)
        throw new Failed(`the work address is not ${email}`, [readUser(id)])
    },
  },
  {
    id: 'user-updated',
    title: 'Name and address are changed as this client changes them',
    remedy: 'Apply every operation of the PATCH, or the whole PUT; keep the id.',
    source: 'RFC 7644 §3.5',
    run: async (rehearsal) => {
      const { client, manner, person } = rehearsal
      const { id } = personMade(rehearsal, 1)
      const changed = { ...person(1), familyName: 'King', email: `king.${person(1).email}` }
      const ask = manner.update(id, { ...changed, displayName: 'Ada King' })
      expectStatus(await client.ask(ask), 200, 204)
      const found = await readPerson(rehearsal, id)
      expectFields(found, { id, userName: changed.userName, 'name.familyName': 'King' }, ask)
      if (emailOf(found) !== changed.email)
        throw new Failed(`the work address did not become ${changed.email}`, [ask])
    },
  },
  {
    id: 'missing-address-created',
    title: 'Replacing an address that is not there yet creates it',
    remedy: 'On replace of phoneNumbers[type eq "mobile"].value without such a number, add one.',
    source: 'Entra: SCIM protocol requirements',
    only: isEntraDefault,
    run: async (rehearsal) => {
      const { id } = personMade(rehearsal, 1)
      const path = 'phoneNumbers[type eq "mobile"].value'
      const ask = patch(`/Users/${id}`, { op: 'Replace', path, value: '+1 425 555 0109' })
      expectStatus(await rehearsal.client.ask(ask), 200, 204)
      if (
        !JSON.stringify((await readPerson(rehearsal, id))['phoneNumbers'] ?? '').includes(
          '555 0109',
        )
      )
        throw new Failed('the number was accepted and is not there', [ask])
    },
  },
  {
    id: 'deactivated',
    title: 'Who is deactivated stays readable, with active false',
    remedy: 'Set active to false and keep the resource: 404 makes clients create the person anew.',
    source: 'RFC 7643 §4.1.1; Entra: soft delete',
    run: (rehearsal) => setActive(rehearsal, false),
  },
  {
    id: 'reactivated',
    title: 'Who is reactivated is active again under the same id',
    remedy: 'Set active to true on the resource that is there.',
    source: 'RFC 7643 §4.1.1',
    run: (rehearsal) => setActive(rehearsal, true),
  },
  {
    id: 'projection',
    title: 'attributes= shows what was asked for, and the id',
    remedy: 'Return only the attributes named, and those that are always returned.',
    source: 'RFC 7644 §3.9',
    only: ({ key }) => key === 'rfc',
    run: async (rehearsal) => {
      const { id } = personMade(rehearsal, 1)
      const ask = { method: 'GET', path: `/Users/${id}?attributes=userName` } as const
      const shown = resourceOf(await rehearsal.client.ask(ask), 200)
      const more = Object.keys(shown).find(
        (name) => !['schemas', 'id', 'userName', 'meta'].includes(name),
      )
      if (more !== undefined) throw new Failed(`${more} was not asked for`, [ask])
    },
  },
]

export const deletionChecks: readonly Check[] = [
  {
    id: 'user-deleted',
    title: 'Who is deleted is gone: 204, then 404, and found no more',
    remedy: 'Answer DELETE with 204, and 404 from then on.',
    source: 'RFC 7644 §3.6',
    only: ({ deletes }) => deletes,
    run: async (rehearsal) => {
      const { client, manner, person } = rehearsal
      const { id } = personMade(rehearsal, 3)
      expectStatus(await client.ask({ method: 'DELETE', path: `/Users/${id}` }), 204)
      expectError(await client.ask(readUser(id)), 404)
      const answer = await client.ask(manner.lookUp(person(3).userName))
      if (listOf(answer).totalResults !== 0) throw failedBy(answer, 'nobody')
    },
  },
]
