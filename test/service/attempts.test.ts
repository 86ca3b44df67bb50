/** Sign-in attempts: what is kept of a person, whose they are, how they are read, and when they are forgotten. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { codeOf, startTestService, type TestService } from './support.js'
import { openStore } from '../../src/service/index.js'
import { parseSettings } from '../../src/service/settings.js'
import type { Attempt, ConnectionTest } from '../../src/service/store/records.js'
import { assertTo, idpByHand } from './forged.js'
import { enable, furnish } from './people.js'
import { startPracticeIdp } from '../../src/practice-idp/index.js'
import { adminToken } from './processes.js'

const issuer = 'https://idp.example/entity'
let service: TestService

beforeEach(async () => {
  service = await startTestService()
  await service.admin('PUT', '/organizations/acme', { preset: 'twenty', displayName: 'Acme' })
  await service.admin('PUT', '/saml-connections/acme', connection)
  await enable(service, 'acme')
})
afterEach(() => service.close())

const connection = {
  organization: 'acme',
  ...idpByHand(issuer),
  settings: { idpInitiated: true },
}

const person = { email: ['ada@example.com'], firstName: ['Ada'], lastName: ['Lovelace'] }

async function enter(attributes: Readonly<Record<string, readonly string[]>>) {
  const landed = await assertTo(service, 'acme', { subject: 'ada@example.com', attributes })
  const { items } = await service.client.call('listSignInAttempts', { query: { limit: 1 } })
  return { status: landed.status, attempt: items[0]! }
}

describe('what is kept of what the IdP sent', () => {
  test('values of what the mapping reads; of the rest only the name, and how many', async () => {
    const { attempt } = await enter({
      ...person,
      homeAddress: ['12 St James’s Square, London'],
      children: ['Byron', 'Anne', 'Ralph'],
      ssn: [],
    })
    expect(attempt).toMatchObject({ outcome: 'signed-in', user: 'ada@example.com' })
    expect(attempt.claims).toEqual({
      ...person,
      homeAddress: ['[redacted: 1 value]'],
      children: ['[redacted: 3 values]'],
      ssn: ['[redacted: 0 values]'],
      '(subject)': ['ada@example.com'],
    })
    const stored = JSON.stringify(await service.store.attempts.list({ limit: 9 }))
    expect(stored).not.toMatch(/James|Byron/)
    expect(service.logged.join('')).not.toMatch(/James|Byron|Lovelace/)
  })

  test('what looks like a secret is not kept even where the mapping names it', async () => {
    await service.admin('PUT', '/saml-connections/acme', {
      ...connection,
      attributeMapping: { name: 'passwordHint' },
    })
    await enable(service, 'acme')
    const { attempt } = await enter({ ...person, passwordHint: ['my cat'], api_key: ['k'] })
    expect(attempt.claims).toMatchObject({
      passwordHint: ['[redacted: 1 value]'],
      api_key: ['[redacted: 1 value]'],
    })
  })

  test('no more than a beginning of what is long', async () => {
    const groups = Array.from({ length: 150 }, (_, index) => `group-${index}`)
    const more = Array.from({ length: 120 }, (_, index) => [`claim-${index}`, ['x']] as const)
    const { attempt } = await enter({
      ...person,
      groups,
      lastName: ['L'.repeat(2000)],
      ...Object.fromEntries(more),
    })
    expect(attempt.claims?.['groups']).toHaveLength(101)
    expect(attempt.claims?.['groups']?.at(-1)).toBe('[and 50 more]')
    expect(attempt.claims?.['lastName']?.[0]).toHaveLength(256)
    expect(Object.keys(attempt.claims ?? {})).toHaveLength(101)
  })

  test('a refusal after verification tells what came; before it nothing is believed, nor kept', async () => {
    const refused = await enter({ mail: [], nickname: ['ada'] })
    expect(refused.status).toBe(303)
    await service.admin('PUT', '/saml-connections/acme', {
      ...connection,
      justInTimeProvisioning: false,
    })
    await enable(service, 'acme')
    const landed = await assertTo(service, 'acme', {
      subject: 'grace@example.com',
      attributes: { email: ['grace@example.com'] },
    })
    expect(landed.status).toBe(403)
    service.clock.advance(1)
    const forged = await fetch(`${service.url}/auth/saml/callback/acme`, {
      method: 'POST',
      body: new URLSearchParams({ SAMLResponse: Buffer.from('<a/>').toString('base64') }),
    })
    expect(forged.status).toBe(403)
    const { items } = await service.client.call('listSignInAttempts', {
      query: { outcome: 'refused' },
    })
    expect(items.map(({ finding, claims }) => [finding?.code, claims])).toEqual([
      ['response-not-saml', null],
      ['user-unknown', { email: ['grace@example.com'], '(subject)': ['grace@example.com'] }],
    ])
  })
})

describe('whose they are', () => {
  const attempt = (reference: string, more: Partial<Attempt> = {}): Attempt => ({
    ...{ reference, connection: 'acme', at: service.clock.now(), outcome: 'refused' },
    ...{ user: null, finding: null, trace: [], ...more },
  })
  const record = (...attempts: readonly Attempt[]) =>
    service.store.transaction(async (tx) => {
      for (const each of attempts) await tx.attempts.record(each)
    })
  const listed = async (query: object) =>
    (await service.client.call('listSignInAttempts', { query })).items.map((it) => it.reference)

  test('the organization’s of that moment, also when its connection’s name goes to another', async () => {
    await record(attempt('aaaaaaaa'))
    await service.admin('DELETE', '/connections/acme/activation')
    await service.admin('DELETE', '/saml-connections/acme')
    await service.admin('PUT', '/organizations/other', { preset: 'twenty', displayName: 'Other' })
    await service.admin('PUT', '/saml-connections/acme', { ...connection, organization: 'other' })
    await record(attempt('bbbbbbbb'), attempt('cccccccc', { connection: null }))
    expect(await listed({ organization: 'acme' })).toEqual(['aaaaaaaa'])
    expect(await listed({ organization: 'other' })).toEqual(['bbbbbbbb'])
    expect(await listed({})).toHaveLength(3)
  })

  test('they are listed page by page, newest first, none twice and none left out', async () => {
    const references = ['a1', 'a2', 'a3', 'a4', 'a5'].map((it) => `${it}000000`)
    await record(...references.map((it) => attempt(it)))
    const seen: string[] = []
    let after: string | undefined
    do {
      const query = { limit: 2, ...(after === undefined ? {} : { after }) }
      const { items, next } = await service.client.call('listSignInAttempts', { query })
      seen.push(...items.map(({ reference }) => reference))
      after = next ?? undefined
    } while (after !== undefined)
    expect(seen).toEqual(references.toReversed())
  })

  test('of a password, the administrator’s; of an unknown address, nobody’s', async () => {
    const path = '/organizations/acme/administrators/root@acme.example'
    await service.admin('PUT', path, { displayName: 'Root' })
    for (const email of ['root@acme.example', 'nobody@acme.example']) {
      await fetch(`${service.url}/login/password`, {
        method: 'POST',
        headers: { origin: service.url },
        body: new URLSearchParams({ email, password: 'wrong' }),
      })
    }
    const { items } = await service.client.call('listSignInAttempts')
    const known = Object.fromEntries(
      items.map(({ organization, finding }) => [finding?.code, organization]),
    )
    expect(known).toEqual({ 'administrator-unknown': null, 'password-wrong': 'acme' })
  })
})

describe('retention is a setting', () => {
  const day = 24 * 60 * 60 * 1000
  const env = (value: string) => ({
    MORTISE_ADMIN_TOKEN: adminToken,
    MORTISE_RETENTION_DAYS: value,
  })
  const base = { port: 0, host: '127.0.0.1', data: './data' }

  test('of whole days, ninety unless said', () => {
    expect(parseSettings({ ...base, env: env('') }).retentionDays).toBe(90)
    expect(parseSettings({ ...base, env: env('30') }).retentionDays).toBe(30)
  })

  test.each(['0', '-1', '3651', '1.5', '1e3', 'for ever'])('and "%s" is none', (value) => {
    let refusal: unknown
    try {
      parseSettings({ ...base, env: env(value) })
    } catch (error) {
      refusal = error
    }
    expect(codeOf(refusal)).toBe('retention-unusable')
  })

  test('attempts and what tests say of a person go; evidence stays', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mortise-retention-'))
    const url = `file:${join(folder, 'mortise.db')}`
    const idp = await startPracticeIdp({ port: 0 })
    const before = await startTestService({ store: await openStore(url) })
    await furnish(before, idp)
    const daysAgo = (days: number) => new Date(Date.now() - days * day)
    await before.store.transaction(async (tx) => {
      for (const [index, days] of [29, 31].entries()) {
        await tx.attempts.record(attemptOf(`reference-${days}`, daysAgo(days)))
        await tx.connectionTests.insert(testOf(`test-${days}`, index, daysAgo(days)))
      }
    })
    await before.close()
    const after = await startTestService({ store: await openStore(url), retentionDays: 30 })
    while (await after.store.attempts.find('reference-31')) {
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    expect(await after.store.attempts.find('reference-29')).toMatchObject({ user: 'ada' })
    const results = [29, 31].map(async (days) => after.store.connectionTests.find(`test-${days}`))
    expect((await Promise.all(results)).map((it) => [it?.outcome, it?.result?.subject])).toEqual([
      ['passed', 'ada@example.com'],
      ['passed', undefined],
    ])
    await after.close()
    await idp.close()
    rmSync(folder, { recursive: true })
  })

  const attemptOf = (reference: string, at: Date): Attempt => ({
    ...{ reference, connection: 'acme-okta', at, outcome: 'signed-in' },
    ...{ user: 'ada', finding: null, trace: [], claims: { email: ['ada@example.com'] } },
  })

  const testOf = (id: string, index: number, at: Date): ConnectionTest => ({
    ...{ id, connection: 'acme-okta', configDigest: 'a'.repeat(64), tokenHash: `hash-${index}` },
    ...{ holderHash: null, createdAt: at, expiresAt: at, outcome: 'passed', finishedAt: at },
    finding: null,
    result: {
      ...{ subject: 'ada@example.com', claims: {}, profile: null, decision: null },
      ...{ admission: null, checks: [], trace: [] },
    },
  })
})
