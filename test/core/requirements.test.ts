/**
 * The requirements of the four services, each with a test that names it. A test names an ID at the beginning of its title
 * (`T44: absent is not empty`) or as the first cell of its table's row. What core decides must be named, or this fails;
 * what other houses decide shows as a todo until one of their tests names it.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Every ID of the requirements page. */
const all = `
  T01 T02 T03 T04 T05 T06 T07 T10 T10a T11 T11a T12 T12a T13 T13a
  T20 T21 T22 T23 T24 T25 T26 T27 T28 T30 T31 T32 T33 T34
  T40 T41 T42 T43 T43a T44 T45 T46 T47 T48
  T50 T51 T52 T53 T54 T55 T56 T57 T58 T59 T60 T61 T62 T63 T70 T71 T72 T73 T74 T75 T76
  Q01 Q02 Q02a Q03 Q03a Q04 Q05 Q06 Q07 Q07a Q08 Q08a Q09 Q10 Q11 Q12
  W01 W02 W03 W04 W05 W06 W07 W08 W09 W09a W10 W10a W11 W12 W13 W14 W15
  S01 S02 S03 S04 S05 S06 S07 S08 S09 S10 S20 S21 S22 S23 S23a S30 S31 S31a S32 S33 S33a
  S40 S41 S42 S43 S44 S45 S45a S46 S50 S51 S52 S53 S60 S61 S62 S63 S64 S65 S66 S67 S68
`
  .trim()
  .split(/\s+/)

/** Not core's to decide, with the house that does. T64 is a truncated sentence and asks for nothing. */
const elsewhere: Readonly<Record<string, string>> = {
  T04: 'constructs: one IdP app for sign-in and SCIM',
  T06: 'service: requested → configured → enabled',
  T61: 'constructs: Okta provisioning settings',
  T75: 'oidc: issuer, aud and tid of the tenant',
  Q07a: 'saml: unsolicited Responses are spent once too',
  W12: 'service: membership and last sign-in report',
  W13: 'saml, oidc: requested and recorded authentication context',
  W15: 'service: support bundle without secrets',
  S02: 'service: the setup pages',
  S04: 'service: live validation at registration',
  S20: 'constructs: Okta OIDC app',
  S22: 'constructs: Okta groups claim',
  S23: 'constructs: Okta assignment',
  S23a: 'constructs: broker mode and assignment',
  S30: 'constructs: Okta SAML app',
  S31: 'saml, constructs: encrypted assertions',
  S31a: 'saml, constructs: our encryption certificate',
  S40: 'constructs: no gallery app',
  S41: 'constructs: Entra identifier and reply URL',
  S42: 'constructs: app federation metadata URL',
  S43: 'constructs: no namespaced claims',
  S45a: 'constructs: name of the group claim',
}

/** Core names these as data; the house that acts on them owes a test of its own as well. */
const actedOnElsewhere: Readonly<Record<string, readonly string[]>> = {
  service: [
    'T01',
    'T48',
    'T70',
    'T74',
    'Q02',
    'Q05',
    'Q07',
    'W02',
    'W05',
    'W07',
    'W09',
    'W10',
    'S05',
    'S08',
    'T50',
    'T53',
    'T58',
    'T59',
    'T60',
    'Q08',
    'S06',
  ],
  constructs: ['T46', 'T47', 'T62', 'Q10', 'S07', 'S21', 'S32', 'S33', 'S44', 'S45', 'S50'],
}

const id = /\b[TQWS]\d{2}[a-z]?\b/g
const titles = /['"`]([TQWS]\d{2}[a-z]?\b[^'"`\n]*?:[^'"`\n]*)['"`]/g
const rows = /\[\s*['"]([TQWS]\d{2}[a-z]?)['"],/g

const idsIn = (text: string): readonly string[] => [
  ...[...text.matchAll(titles)].flatMap(([, title = '']) => title.match(id) ?? []),
  ...[...text.matchAll(rows)].map(([, first = '']) => first),
]

/** ID → the test files that name it, relative to `test/`. */
const named = new Map<string, string[]>()
for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
  if (!/\.test\.tsx?$/.test(file) || file.endsWith('requirements.test.ts')) continue
  for (const found of new Set(idsIn(readFileSync(join(root, file), 'utf8')))) {
    named.set(found, [...(named.get(found) ?? []), file])
  }
}

describe('requirements', () => {
  test('whatever core decides has a test that names it', () => {
    expect(all.filter((it) => !(it in elsewhere) && !named.has(it))).toEqual([])
  })

  test('no test names a requirement that there is not', () => {
    const strangers = [...named].filter(([it]) => !all.includes(it))
    expect(strangers).toEqual([])
  })

  test('the lists speak of requirements there are', () => {
    const listed = [...Object.keys(elsewhere), ...Object.values(actedOnElsewhere).flat()]
    expect(listed.filter((it) => !all.includes(it))).toEqual([])
  })

  // Each goes by itself as soon as a test names it; then its row may be taken off the list.
  for (const [it, house] of Object.entries(elsewhere)) {
    if (!named.has(it)) test.todo(`${it} awaits ${house}`)
  }
  for (const [house, ids] of Object.entries(actedOnElsewhere)) {
    for (const it of ids) {
      const isActedOn = named.get(it)?.some((file) => file.startsWith(`${house}/`))
      if (!isActedOn) test.todo(`${it} awaits ${house}, which acts on what core says`)
    }
  }
})
