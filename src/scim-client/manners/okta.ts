/** Okta: custom apps made with the App Integration Wizard (AIW) and apps of its catalogue (OIN). Nobody is ever deleted. */
import { urns, type JsonObject } from '../../scim/index.js'
import type { Person } from '../people.js'
import { equals, filtered, membersAs, patch, send, toTheLetter, type Manner } from './manner.js'

const source = 'https://developer.okta.com/docs/api/openapi/okta-scim/guides/scim-20/'

const body = (person: Person, active: boolean): JsonObject => ({
  schemas: [urns.user],
  userName: person.userName,
  name: { givenName: person.givenName, familyName: person.familyName },
  emails: [{ primary: true, value: person.email, type: 'work' }],
  displayName: person.displayName,
  locale: 'en-US',
  externalId: person.externalId,
  groups: [],
  active,
})

const put = (id: string, person: Person, active: boolean) =>
  send('PUT', `/Users/${id}`, { ...body(person, active), id, meta: { resourceType: 'User' } })

const both = {
  source,
  deletes: false,
  probe: () => ({ method: 'GET', path: '/Users?startIndex=1&count=2' }),
  lookUp: (userName) => filtered('/Users', equals('userName', userName)),
  update: (id, person) => put(id, person, true),
  lookUpGroup: (displayName) =>
    filtered('/Groups', equals('displayName', displayName), 'startIndex=1&count=100&'),
  createGroup: ({ displayName }) =>
    send('POST', '/Groups', { schemas: [urns.group], displayName, members: [] }),
} as const satisfies Partial<Manner>

export const oktaAiw: Manner = {
  ...both,
  ...toTheLetter,
  key: 'okta-aiw',
  title: 'Okta, a custom app (AIW)',
  // Also with password synchronization off a value comes, and nobody may keep it.
  create: (person) =>
    send('POST', '/Users', { ...body(person, true), password: `x${person.externalId}` }),
  setActive: put,
  renameGroup: (id, { displayName }) =>
    patch(`/Groups/${id}`, { op: 'replace', value: { id, displayName } }),
}

const putGroup: Manner['addMembers'] = (id, { displayName }, _, all) =>
  send('PUT', `/Groups/${id}`, {
    ...{ schemas: [urns.group], id, displayName, members: membersAs(all) },
  })

export const oktaOin: Manner = {
  ...both,
  key: 'okta-oin',
  title: 'Okta, an app of the catalogue (OIN)',
  create: (person) => send('POST', '/Users', body(person, true)),
  setActive: (id, _, active) => patch(`/Users/${id}`, { op: 'replace', value: { active } }),
  renameGroup: (id, group, members) => putGroup(id, group, [], members),
  addMembers: putGroup,
  removeMembers: putGroup,
}
