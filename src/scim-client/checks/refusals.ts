/** What must be refused, and how: nothing is changed, and the answer says why. */
import { filtered, patch, send } from '../manners/manner.js'
import {
  expectError,
  expectStatus,
  Failed,
  personMade,
  readPerson,
  readUser,
  Skipped,
  type Check,
} from './check.js'

export const refusalChecks: readonly Check[] = [
  {
    id: 'bad-filter-refused',
    title: 'A filter nobody can read is 400 invalidFilter',
    remedy: 'Refuse what cannot be parsed; answering with everybody gives away everybody.',
    source: 'RFC 7644 §3.12',
    run: async ({ client }) =>
      expectError(await client.ask(filtered('/Users', 'userName eq "')), 400, 'invalidFilter'),
  },
  {
    id: 'malformed-refused',
    title: 'JSON that is none is 400 invalidSyntax',
    remedy: 'Answer 400 with scimType invalidSyntax.',
    source: 'RFC 7644 §3.12',
    run: async ({ client }) =>
      expectError(await client.ask(send('POST', '/Users', '{"schemas":')), 400, 'invalidSyntax'),
  },
  {
    id: 'half-change-refused',
    title: 'A PATCH with an unknown path is refused whole',
    remedy: 'Answer 400 invalidPath, and undo the operations before it: a PATCH is atomic.',
    source: 'RFC 7644 §3.5.2',
    run: async (rehearsal) => {
      const { id } = personMade(rehearsal, 1)
      const before = await readPerson(rehearsal, id)
      const ask = patch(
        `/Users/${id}`,
        { op: 'replace', path: 'displayName', value: 'Half' },
        { op: 'add', path: 'noSuchAttributeAtAll', value: 'x' },
      )
      const answer = await rehearsal.client.ask(ask)
      const { displayName } = await readPerson(rehearsal, id)
      if (displayName !== before['displayName'])
        throw new Failed(`half of it was done: displayName is ${JSON.stringify(displayName)}`, [
          ask,
        ])
      expectError(answer, 400)
    },
  },
  {
    id: 'unknown-id',
    title: 'Somebody unknown is 404',
    remedy: 'Answer 404 with a SCIM error body.',
    source: 'RFC 7644 §3.12',
    run: async ({ client, manner, person, nobody }) => {
      expectError(await client.ask(readUser(nobody)), 404)
      expectError(await client.ask(manner.setActive(nobody, person(1), false)), 404)
    },
  },
  {
    id: 'stale-change-refused',
    title: 'A change of a version that is gone is 412',
    remedy: 'Honour If-Match with 412, or say etag.supported false in ServiceProviderConfig.',
    source: 'RFC 7644 §3.14',
    only: ({ key }) => key === 'rfc',
    run: async (rehearsal) => {
      const { client } = rehearsal
      const config = await client.ask({ method: 'GET', path: '/ServiceProviderConfig' })
      if (!JSON.stringify(config.json?.['etag'] ?? '').includes('true'))
        throw new Skipped('the server says that it has no ETags')
      const { id } = personMade(rehearsal, 1)
      const ask = patch(`/Users/${id}`, { op: 'replace', path: 'displayName', value: 'Stale' })
      expectStatus(
        await client.ask({ ...ask, headers: { 'if-match': 'W/"no such version"' } }),
        412,
      )
    },
  },
]
