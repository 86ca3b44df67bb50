/**
 * The requirements of the four services, each with a test that names it. A test names an ID at the beginning of its title
 * (`T44: absent is not empty`), in brackets at its end (`absent is not empty (T44)`), or as the first cell of its table's row. What core decides must be named, or this fails;
 * what other houses decide shows as a todo until one of their tests names it.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { requirementIds as all } from './requirement-ids.js'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Not core's to decide, with the house that does. T64 is a truncated sentence and asks for nothing. */
const elsewhere: Readonly<Record<string, string>> = {
  Q07a: 'saml: unsolicited Responses are spent once too',
  W12: 'service: membership and last sign-in report',
  W15: 'service: support bundle without secrets',
  S02: 'service: the setup pages',
  S31: 'saml, constructs: encrypted assertions',
  S31a: 'saml, constructs: our encryption certificate',
}

/** Core names these as data; the house that acts on them owes a test of its own as well. */
const actedOnElsewhere: Readonly<Record<string, readonly string[]>> = {
  service: [
    'T01',
    'T48',
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
  ],
}

/** A house that acts on what core says, and has its own test of it: to stay. */
const actedOn: Readonly<Record<string, readonly string[]>> = {
  constructs: `
    T04 T46 T47 T50 T51 T54 T60 T61 T62 Q04 Q05 Q06 Q07 Q08 Q10 W03
    S07 S08 S20 S21 S22 S23 S23a S30 S31 S31a S32 S33 S33a
    S40 S41 S42 S43 S44 S45 S45a S46 S50 S51 S52 S53
  `
    .trim()
    .split(/\s+/),
  'service/scim': `
    T50 T51 T52 T53 T54 T55 T56 T57 T58 T59 T60 T63 Q08 Q08a Q09 Q11 S06 S60
  `
    .trim()
    .split(/\s+/),
}

const id = /\b[TQWS]\d{2}[a-z]?\b/g
const titles = /['"`]([TQWS]\d{2}[a-z]?\b[^'"`\n]*?:[^'"`\n]*)['"`]/g
/** Of a test, a table of tests, or a group of them. */
const endings =
  /\b(?:test|describe)(?:\.each\([^\n]*\))?\(\s*['"`][^'"`\n]*\(((?:[TQWS]\d{2}[a-z]?(?:, )?)+)\)['"`]/g
const rows = /\[\s*['"]([TQWS]\d{2}[a-z]?)['"],/g

const idsIn = (text: string): readonly string[] => [
  ...[...text.matchAll(titles)].flatMap(([, title = '']) => title.match(id) ?? []),
  ...[...text.matchAll(endings)].flatMap(([, ending = '']) => ending.match(id) ?? []),
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

  test.each(Object.entries(actedOn))(
    '%s has a test of its own for what it acts on',
    (house, ids) => {
      const isActedOn = (it: string) => named.get(it)?.some((file) => file.startsWith(`${house}/`))
      expect(ids.filter((it) => !isActedOn(it))).toEqual([])
    },
  )

  test('no test names a requirement that there is not', () => {
    const strangers = [...named].filter(([it]) => !all.includes(it))
    expect(strangers).toEqual([])
  })

  test('the lists speak of requirements there are', () => {
    const houses = [actedOnElsewhere, actedOn].flatMap((each) => Object.values(each))
    const listed = [...Object.keys(elsewhere), ...houses.flat()]
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
