/** Every row of the table: it holds over a good program, and finds the one step away from it. */
import { describe, expect, test } from '@jest/globals'
import { catalogue, checkContract, parseWaivers } from '../../src/contract/index.js'
import { readProgram } from '../../src/program/index.js'
import { cases } from './cases.js'
import { publishedCases } from './published-cases.js'
import { changed, drop } from './edit.js'
import { checked, oktaOidc } from './programs.js'

describe.each(cases)('$code', ({ code, good, step, says }) => {
  const row = catalogue.get(code)!

  test('holds over a good program', () => {
    const report = checked(good())
    expect(report.findings.filter((each) => each.code === code)).toEqual([])
    // A row that was never asked would pass as well.
    if (code !== 'encryption-required-not-set') expect(report.held[code]).toBeGreaterThan(0)
  })

  test('finds the one step away from it, with both sides, cause and remedy', () => {
    const program = good()
    step(program)
    const found = checked(program).findings.filter((each) => each.code === code)
    expect(found).toHaveLength(1)
    const [finding] = found
    expect(finding?.detail).toMatch(says)
    expect(finding).toMatchObject({
      severity: row.severity,
      owner: row.owner,
      cause: row.cause,
      remedy: row.remedy,
      source: row.source,
    })
    expect(finding?.places.length).toBeGreaterThan(0)
    for (const place of finding?.places ?? []) {
      expect(place.file).toBe('cdk.tf.json')
      expect(place.address).not.toBe('')
      expect(place.line).toBeGreaterThan(0)
    }
  })
})

describe('the rest of the table', () => {
  const days = (days: string) => new Date(`${days}T12:00:00Z`)
  const keeping = changed(oktaOidc, drop('oauth.omit_secret'))
  const kept = () => readProgram(JSON.stringify(keeping()), 'cdk.tf.json')
  const waiver = {
    name: 'okta-secret',
    code: 'secret-in-state',
    reason: 'until Okta has another way',
  }
  const under = (more: object, today = '2026-12-01') =>
    checkContract([kept()], {
      now: days(today),
      waivers: parseWaivers({ waivers: [{ ...waiver, until: '2027-01-31', ...more }] }, 'w.yaml'),
    }).findings.map(({ code, waiver: by }) => [code, by?.name])

  test('a waiver that holds excuses its finding, and nothing else', () => {
    expect(under({})).toEqual([['secret-in-state', 'okta-secret']])
    expect(under({ address: 'okta_app_oauth.*', file: '*.tf.json' })).toEqual([
      ['secret-in-state', 'okta-secret'],
    ])
  })

  test('waiver-expired: on the day after its last, the finding is back and the waiver is one', () => {
    expect(under({}, '2027-01-31')).toEqual([['secret-in-state', 'okta-secret']])
    expect(under({}, '2027-02-01')).toEqual([
      ['secret-in-state', undefined],
      ['waiver-expired', undefined],
    ])
  })

  test('waiver-unused and waiver-unknown-finding', () => {
    expect(under({ address: 'azuread_*' })).toEqual([
      ['secret-in-state', undefined],
      ['waiver-unused', undefined],
    ])
    expect(under({ code: 'secret-in-the-state' })).toEqual([
      ['secret-in-state', undefined],
      ['waiver-unknown-finding', undefined],
    ])
  })

  test('waiver-far-away is a note', () => {
    expect(under({ until: '2029-12-31' })).toEqual([
      ['secret-in-state', 'okta-secret'],
      ['waiver-far-away', undefined],
    ])
  })

  test('a certificate that ends soon', () => {
    const soon = cases.find(({ code }) => code === 'certificate-ended')!
    const program = readProgram(JSON.stringify(soon.good()), 'cdk.tf.json')
    const at = (time: string) =>
      checkContract([program], { now: new Date(time) }).findings.map(({ code }) => code)
    expect(at('2026-12-01')).not.toContain('certificate-ends-soon')
    const end = checkContract([program], { now: new Date('2200-01-01') }).findings.find(
      ({ code }) => code === 'certificate-ended',
    )
    const days = Number(/ended (\d+) days/.exec(end?.detail ?? '')?.[1])
    const notAfter = new Date('2200-01-01').getTime() - days * 86_400_000
    expect(at(new Date(notAfter - 10 * 86_400_000).toISOString())).toContain(
      'certificate-ends-soon',
    )
  })

  test('every code of the table has a case', () => {
    const elsewhere = [
      'certificate-ends-soon',
      'waiver-expired',
      'waiver-unknown-finding',
      'waiver-unused',
      'waiver-far-away',
      ...publishedCases.map(([code]) => code),
    ]
    const covered = new Set([...cases.map(({ code }) => code), ...elsewhere])
    expect([...catalogue.keys()].filter((code) => !covered.has(code))).toEqual([])
    expect(catalogue.size).toBeGreaterThan(60)
  })
})
