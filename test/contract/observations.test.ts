/** What attempts and requests say of a step: pure, over evidence. */
import { describe, expect, test } from '@jest/globals'
import {
  connectionObservations,
  directoryObservations,
  encryptedMessage,
  renderSteps,
  type AttemptEvidence,
  type RequestEvidence,
  type StepRecord,
} from '../../src/contract/index.js'

const at = (minute: number) => new Date(Date.UTC(2026, 11, 1, 12, minute)).toISOString()
const good = (minute: number, more: Partial<AttemptEvidence> = {}): AttemptEvidence => ({
  ...{ at: at(minute), outcome: 'signed-in', finding: null, trace: [] },
  ...{ claims: { login: ['ada'], mail: ['a@b'] }, ...more },
})
const refused = (minute: number, code: string): AttemptEvidence => ({
  ...{ at: at(minute), outcome: 'refused', trace: [], claims: null },
  finding: { code, owner: 'idp', detail: 'what came', remedy: 'what mends it' },
})
const encrypted = {
  trace: [
    {
      ...({ effect: 'kept', kind: 'message', subject: encryptedMessage } as const),
      ...{ because: 'it came encrypted', source: 'S31' },
    },
  ],
}
const of = (attempts: readonly AttemptEvidence[], event: string) =>
  connectionObservations({ protocol: 'saml', toldAt: at(0), isByHand: false, attempts }).find(
    (each) => each.event === event,
  )

describe('a connection', () => {
  test('before anybody has tried, all but the metadata is pending', () => {
    expect(of([], 'metadata-read')?.status).toBe('observed')
    expect(of([], 'signed-response')).toMatchObject({ status: 'pending', at: null, remedy: null })
  })

  test('the newest word decides; the time is since when nothing contradicts it', () => {
    const history = [good(9), good(7), refused(5, 'signature-invalid'), good(3)]
    expect(of(history, 'signed-response')).toMatchObject({ status: 'observed', at: at(7) })
    expect(of(history.slice(2), 'signed-response')).toMatchObject({
      ...{ status: 'contradicted', at: at(5), remedy: 'what mends it' },
      detail: 'signature-invalid: what came',
    })
  })

  test('S31: encryption is seen, not assumed, and plain text after it is a contradiction', () => {
    expect(of([good(1, encrypted)], 'encrypted-assertion')?.status).toBe('observed')
    expect(of([good(2), good(1, encrypted)], 'encrypted-assertion')?.status).toBe('contradicted')
    expect(of([refused(1, 'decryption-failed')], 'encrypted-assertion')?.status).toBe(
      'contradicted',
    )
  })

  test('what is wrong with a person says nothing about the connection', () => {
    const person = refused(2, 'user-removed')
    const theirs = { ...person, finding: { ...person.finding!, owner: 'user' as const } }
    expect(of([theirs, good(1)], 'signed-response')?.status).toBe('observed')
  })
})

describe('a directory', () => {
  const request = (minute: number, path: string, status = 200): RequestEvidence => ({
    ...{ at: at(minute), method: 'POST', path, status, hint: null, detail: null },
  })
  const seen = (requests: readonly RequestEvidence[], minute: number, takesGroups = false) =>
    Object.fromEntries(
      directoryObservations({
        ...{ requests, takesGroups, lastUsedAt: null, now: new Date(at(minute)) },
      }).map(({ event, status }) => [event, status]),
    )

  test('T61: the first request proves the connection, a refused one contradicts it', () => {
    expect(seen([], 5)).toMatchObject({ 'scim-request': 'pending' })
    expect(seen([request(1, '/Users')], 5)).toMatchObject({ 'scim-request': 'observed' })
    expect(seen([request(1, '/Users', 403)], 5)).toMatchObject({ 'scim-request': 'contradicted' })
  })

  test('T62: forty minutes without groups, and none where the service takes them', () => {
    const users = [request(1, '/Users')]
    expect(seen(users, 40)).toMatchObject({ 'scim-without-groups': 'pending' })
    expect(seen(users, 41)).toMatchObject({ 'scim-without-groups': 'observed' })
    const groups = [request(3, '/Groups', 404), ...users]
    expect(seen(groups, 50)).toMatchObject({ 'scim-without-groups': 'contradicted' })
    expect(seen(users, 50, true)).not.toHaveProperty('scim-without-groups')
  })
})

test('a step that names attributes is proven by those very names', () => {
  const step = (name: string): StepRecord => ({
    ...{ id: name, title: 'send the groups', idp: 'JumpCloud', connection: 'acme-saml' },
    ...{ when: 'after-apply', path: ['SSO | Groups'], values: [], notes: [], source: 'S50' },
    proof: { event: 'attributes', detail: `a sign-in brings \`${name}\`` },
  })
  const observations = connectionObservations({
    ...{ protocol: 'saml', toldAt: at(0), isByHand: false, attempts: [good(1)] },
  })
  const page = renderSteps([step('mail'), step('groups')], new Map([['acme-saml', observations]]))
  expect(page).toContain('### ☑ JumpCloud')
  expect(page).toMatch(/### ☒ JumpCloud[\s\S]*not: groups → Follow the step again/)
  expect(renderSteps([step('mail')])).toContain('### ☐ JumpCloud')
})
