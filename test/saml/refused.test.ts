/** Every code has its refused example on disk, and every example is refused with its code. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import {
  requestExpired,
  requestUnknown,
  responseReplayed,
  signInRefusals,
} from '../../src/saml/index.js'
import { certificate, encode, golden, type Overrides, refusalOf, verify } from './forge.js'
import { type RefusedCase, refusedCases } from './refused-cases.js'

const folder = join(golden, 'saml-refused')

type Case = Omit<RefusedCase, 'xml'> & { readonly now: string }

const caseOf = (code: string): Case =>
  JSON.parse(readFileSync(join(folder, code, 'case.json'), 'utf8')) as Case

function overridesOf(code: string): Overrides {
  const { raw, padding = 0, trusted, now, encryption = 'accepted', authnContexts } = caseOf(code)
  const bytes = readFileSync(join(folder, code, 'response.xml'))
  const posted = raw ? bytes.toString() : encode(Buffer.concat([bytes, Buffer.alloc(padding, ' ')]))
  const certificates = (trusted ?? ['idp']).map(certificate)
  return {
    samlResponse: posted,
    now: new Date(now),
    expected: { certificates, encryption, authnContexts },
  }
}

const codes = signInRefusals.map(({ code }) => code)
const isMemory = (code: string): boolean => caseOf(code).memory === true

test('no code is used twice', () => {
  expect(new Set(codes).size).toBe(codes.length)
})

test('codes and examples are the same set', () => {
  expect(readdirSync(folder).sort()).toEqual([...codes].sort())
})

test('the files are what generate.ts writes', () => {
  for (const { code, xml } of refusedCases) {
    expect(readFileSync(join(folder, code, 'response.xml')).equals(Buffer.from(xml))).toBe(true)
  }
})

describe.each(codes.filter((code) => !isMemory(code)))('%s', (code) => {
  test(`refuses ${caseOf(code).because}`, () => {
    const { finding } = refusalOf(() => verify('', overridesOf(code)))
    const row = signInRefusals.find((it) => it.code === code)
    expect(finding).toEqual({ ...row, detail: expect.any(String) })
    expect(finding.detail).toContain(caseOf(code).tells ?? '')
  })
})

describe.each(codes.filter(isMemory))('%s', (code) => {
  test(`accepts ${caseOf(code).because}, and leaves refusing to the service`, () => {
    expect(verify('', overridesOf(code)).nameId).toBe('ada@example.com')
  })
})

test('the service says what only memory knows in the same words', () => {
  const findings = [
    responseReplayed('_a'),
    requestUnknown('_r'),
    requestExpired('_r', new Date('2026-03-01T12:00:00Z')),
  ]
  expect(findings.map(({ code }) => code)).toEqual(codes.filter(isMemory))
  expect(findings[2]?.detail).toContain('2026-03-01T12:00:00.000Z')
})

test.each(signInRefusals)('$code tells where the rule is written and what to do', (row) => {
  expect(row.source).toMatch(/^(SAML|XML|Mortise|CERT)/)
  expect(row.remedy.length).toBeGreaterThan(20)
})
