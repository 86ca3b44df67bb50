/** Every code has its refused example on disk, and every example is refused with its code. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import {
  authorizationRequestUnknown,
  oidcConnectionRefusals,
  oidcSignInRefusals,
} from '../../src/oidc/index.js'
import { signInRefusals as samlRefusals } from '../../src/saml/index.js'
import { golden, goodScenario, issuer, play, refusalOf, type Scenario } from './forge.js'
import { type RefusedCase, refusedCases } from './refused-cases.js'

const folder = join(golden, 'oidc', 'refused')

const caseOf = (code: string): RefusedCase =>
  JSON.parse(readFileSync(join(folder, `${code}.json`), 'utf8')) as RefusedCase

const rows = [...oidcConnectionRefusals, ...oidcSignInRefusals]
const codes = rows.map(({ code }) => code)
const isMemory = (code: string): boolean => caseOf(code).memory === true

function padded({ scenario, padding = 0 }: RefusedCase): Scenario {
  const address = `${issuer}/token`
  const answer = scenario.answers[address]
  const { id_token: idToken, ...rest } = (answer?.body ?? {}) as { readonly id_token?: string }
  if (padding === 0) return scenario
  const body = { ...rest, id_token: `${idToken}${'A'.repeat(padding)}` }
  return { ...scenario, answers: { ...scenario.answers, [address]: { body } } }
}

test('the good sign-in is good', async () => {
  const identity = await play(goodScenario)
  expect(identity).toMatchObject({ subject: 'ada', issuer, warnings: [] })
})

test('no code is used twice, and none is one of SAML’s', () => {
  expect(new Set(codes).size).toBe(codes.length)
  const saml = new Set(samlRefusals.map(({ code }) => code))
  expect(codes.filter((code) => saml.has(code))).toEqual([])
})

test('codes and examples are the same set', () => {
  expect(readdirSync(folder).sort()).toEqual(codes.map((code) => `${code}.json`).sort())
})

test('the files are what generate.ts writes', () => {
  for (const row of refusedCases) {
    expect(caseOf(row.code)).toEqual(JSON.parse(JSON.stringify(row)))
  }
})

describe.each(codes.filter((code) => !isMemory(code)))('%s', (code) => {
  test(`refuses ${caseOf(code).because}`, async () => {
    const { finding } = await refusalOf(() => play(padded(caseOf(code))))
    const row = rows.find((it) => it.code === code)
    expect(finding).toEqual({ ...row, detail: expect.any(String) })
    expect(finding.detail).toContain(caseOf(code).tells ?? '')
  })
})

describe.each(codes.filter(isMemory))('%s', (code) => {
  test(`accepts ${caseOf(code).because}, and leaves refusing to the service`, async () => {
    expect((await play(caseOf(code).scenario)).subject).toBe('ada')
    expect(authorizationRequestUnknown().code).toBe(code)
  })
})

test.each(rows)('$code tells where the rule is written and what to do', (row) => {
  expect(row.source).toMatch(/^(OpenID|OAuth|RFC|Mortise|Google|T\d|S\d)/)
  expect(row.remedy.length).toBeGreaterThan(20)
})
