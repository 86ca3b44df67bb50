/** What the request log keeps of a body: enough to see how something was said, nothing of whom. */
import fc from 'fast-check'
import { expect, test } from '@jest/globals'
import { loggedBody } from '../../../src/service/scim/logged-body.js'
import { loggedPath } from '../../../src/service/scim/logged-path.js'

const logged = (body: unknown): unknown => loggedBody(JSON.stringify(body))

test('labels, operations, paths and booleans stay; whatever else is cut', () => {
  expect(
    logged({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', 'urn:acme:ada'],
      emails: [{ type: 'work', primary: true, value: 'ada@example.com' }, { type: 'ada' }],
      'emails[value eq "ada"].value': 'b',
      'ada@example.com': 1,
      active: 'True',
      title: '',
      manager: null,
    }),
  ).toEqual({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', '…'],
    emails: [{ type: 'work', primary: true, value: '…' }, { type: '…' }],
    'emails[value eq "…"].value': '…',
    '…': '…',
    active: 'True',
    title: '',
    manager: null,
  })
})

test('what is long, deep or large is told by its size', () => {
  expect(logged({ members: Array.from({ length: 100 }, () => ({ value: 'x' })) })).toEqual({
    members: [{ value: '…' }, { value: '…' }, { value: '…' }, '… 97 more'],
  })
  const deep = Array.from({ length: 50 }).reduce<unknown>((inner) => ({ a: inner }), 'x')
  expect(JSON.stringify(logged(deep)).length).toBeLessThan(100)
  expect(loggedBody(`"${'x'.repeat(300_000)}"`)).toBe('… 300002 characters')
  expect(loggedBody('')).toBeNull()
  expect(loggedBody(undefined)).toBeNull()
})

test('no value of a random body is found in it', () => {
  // With what no path is made of: a path is shown, but for what it compares with.
  const secret = fc.stringMatching(/^secret@[a-z]{8}$/)
  const body = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      secret,
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(
        fc.oneof(secret, fc.constantFrom('op', 'path', 'type', 'value', 'schemas', 'filter')),
        tie('node'),
      ),
    ),
  })).node
  fc.assert(
    fc.property(body, (json) => {
      expect(JSON.stringify(loggedBody(JSON.stringify(json)))).not.toContain('secret')
    }),
  )
})

test.each([
  ['/Users?filter=userName eq "ada@example.com"', '/Users?filter=userName eq "…"'],
  ['/Users?filter=userName eq "ada', '/Users?filter=userName eq "…"'],
  ['/Users?filter=userName eq ada@example.com', '/Users?filter=userName eq …'],
  [
    '/Users?filter=active eq true and x eq "a\\"b" or y',
    '/Users?filter=active eq true and x eq "…" or y',
  ],
  ['/Users?filter=%zz', '/Users?'],
])('%s is logged as %s', (url, shown) => {
  expect(loggedPath(url)).toBe(shown)
})
