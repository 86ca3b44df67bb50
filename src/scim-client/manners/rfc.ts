/** A client that does what RFC 7643 and 7644 say, and nothing else. */
import { urns, type JsonObject } from '../../scim/index.js'
import type { Person } from '../people.js'
import { equals, filtered, patch, send, toTheLetter, type Manner } from './manner.js'

const named = (person: Person): JsonObject => ({
  displayName: person.displayName,
  name: { givenName: person.givenName, familyName: person.familyName },
  emails: [{ value: person.email, type: 'work', primary: true }],
})

export const rfc: Manner = {
  ...toTheLetter,
  key: 'rfc',
  title: 'RFC 7644',
  source: 'RFC 7644',
  deletes: true,
  probe: () => ({ method: 'GET', path: '/ServiceProviderConfig' }),
  lookUp: (userName) => filtered('/Users', equals('userName', userName)),
  create: (person) =>
    send('POST', '/Users', {
      ...{ schemas: [urns.user], userName: person.userName, externalId: person.externalId },
      ...{ ...named(person), active: true },
    }),
  update: (id, person) =>
    patch(
      `/Users/${id}`,
      ...Object.entries(named(person)).map(([path, value]) => ({ op: 'replace', path, value })),
    ),
  lookUpGroup: (displayName) => filtered('/Groups', equals('displayName', displayName)),
  createGroup: ({ displayName, externalId }) =>
    send('POST', '/Groups', { schemas: [urns.group], displayName, externalId }),
}
