/** Microsoft Entra: as it is by default, and with `?aadOptscim062020` on the tenant URL, which mends its PATCH. */
import { urns, type JsonObject } from '../../scim/index.js'
import type { Member, Person } from '../people.js'
import { equals, filtered, patch, send, toTheLetter, type Manner } from './manner.js'

const source =
  'https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups'

const enterprise = (name: string): string => `${urns.enterpriseUser}:${name}`

const body = (person: Person, active: string | boolean, absent: JsonObject): JsonObject => ({
  schemas: [urns.user, urns.enterpriseUser],
  externalId: person.externalId,
  userName: person.userName,
  active,
  displayName: person.displayName,
  emails: [{ primary: true, type: 'work', value: person.email }],
  meta: { resourceType: 'User' },
  name: {
    formatted: person.displayName,
    familyName: person.familyName,
    givenName: person.givenName,
  },
  ...absent,
  [urns.enterpriseUser]: { department: person.department ?? null },
})

const both = {
  source,
  deletes: true,
  probe: (nobody) => filtered('/Users', equals('userName', nobody)),
  lookUp: (userName) => filtered('/Users', equals('userName', userName)),
  lookUpGroup: (displayName) =>
    filtered('/Groups', equals('displayName', displayName), 'excludedAttributes=members&'),
} as const satisfies Partial<Manner>

const bare = (members: readonly Member[], more: JsonObject = {}): readonly JsonObject[] =>
  members.map(({ id: value }) => ({ ...more, value }))

export const entra: Manner = {
  ...both,
  key: 'entra-default',
  title: 'Microsoft Entra',
  // Null for what nobody has, and a role list that is empty.
  create: (person) =>
    send('POST', '/Users', body(person, 'True', { nickName: null, title: null, roles: [] })),
  update: (id, person) =>
    patch(
      `/Users/${id}`,
      { op: 'Replace', path: 'displayName', value: person.displayName },
      { op: 'Replace', path: 'name.givenName', value: person.givenName },
      { op: 'Replace', path: 'name.familyName', value: person.familyName },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: person.email },
      { op: 'Add', path: enterprise('department'), value: person.department ?? 'None' },
    ),
  setActive: (id, _, active) =>
    patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: active ? 'True' : 'False' }),
  createGroup: ({ displayName, externalId }) =>
    send('POST', '/Groups', {
      schemas: [
        urns.group,
        'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group',
      ],
      ...{ externalId, displayName, members: [], meta: { resourceType: 'Group' } },
    }),
  renameGroup: (id, { displayName }) =>
    patch(`/Groups/${id}`, { op: 'Replace', path: 'displayName', value: displayName }),
  addMembers: (id, _, added) =>
    patch(`/Groups/${id}`, { op: 'Add', path: 'members', value: bare(added, { $ref: null }) }),
  // RFC 7644 would remove everybody here; these, and no others, are meant.
  removeMembers: (id, _, removed) =>
    patch(`/Groups/${id}`, { op: 'Remove', path: 'members', value: bare(removed, { $ref: null }) }),
}

export const entraFlag: Manner = {
  ...both,
  ...toTheLetter,
  key: 'entra-flag',
  title: 'Microsoft Entra with aadOptscim062020',
  create: (person) => send('POST', '/Users', body(person, true, {})),
  update: (id, person) =>
    patch(
      `/Users/${id}`,
      {
        op: 'replace',
        value: {
          displayName: person.displayName,
          'name.givenName': person.givenName,
          'name.familyName': person.familyName,
          [enterprise('department')]: person.department ?? 'None',
        },
      },
      { op: 'replace', path: 'emails[type eq "work"].value', value: person.email },
    ),
  createGroup: ({ displayName, externalId }) =>
    send('POST', '/Groups', { schemas: [urns.group], externalId, displayName }),
  addMembers: (id, _, added) =>
    patch(`/Groups/${id}`, { op: 'add', path: 'members', value: bare(added) }),
}
