/** Outcomes and access diffs as plain text, for a terminal. */
import { changesIn, type AccessDiff, type Change, type PersonChange } from '../access-diff.js'
import type { Access, ExplainedLine, Outcome } from '../outcome.js'
import { entryOf, listOf, spoken, unchangedCount } from './words.js'

const pad = (text: string, width: number): string => text.padEnd(width)

function table(rows: readonly (readonly string[])[], indent = '    '): readonly string[] {
  const widths = rows.reduce<readonly number[]>(
    (known, row) => row.map((cell, index) => Math.max(known[index] ?? 0, cell.length)),
    [],
  )
  return rows.map((row) =>
    `${indent}${row.map((cell, index) => pad(cell, index === row.length - 1 ? 0 : (widths[index] ?? 0))).join('  ')}`.trimEnd(),
  )
}

const whyRow = ({ effect, kind, subject, because, source, place }: ExplainedLine) => [
  effect,
  kind,
  subject,
  because,
  place === null ? `[${source}]` : `[${source}; ${place}]`,
]

const named = (access: readonly Access[], kind: Access['kind']): string =>
  listOf(access.filter((each) => each.kind === kind).map(({ name }) => name))

function contactLine({ contact }: Outcome): readonly string[] {
  if (!contact) return []
  const { login, name, email, timezone } = contact
  const fields = { login, name, email, ...(timezone === undefined ? {} : { timezone }) }
  const told = Object.entries(fields).map(([field, value]) => `${field}=${value || '(empty)'}`)
  return [`  fields        ${told.join(', ')}`]
}

function gifts(outcome: Outcome): readonly string[] {
  if (outcome.result === 'refused' || outcome.result === 'unknown') return []
  const { access } = outcome
  return [
    ...contactLine(outcome),
    `  groups        ${named(access, 'group')}`,
    `  spaces        ${named(access, 'space')}`,
    `  roles         ${named(access, 'role')}`,
    ...(access.some(({ kind }) => kind === 'account role')
      ? [`  account role  ${named(access, 'account role')}`]
      : []),
  ]
}

function findingLines({ finding }: Outcome): readonly string[] {
  if (!finding) return []
  const source = finding.source === undefined ? '' : ` [${finding.source}]`
  return [
    `  because       ${finding.code}: ${finding.detail}${source}`,
    `  remedy        ${finding.remedy}`,
  ]
}

function outcomeLines(outcome: Outcome): readonly string[] {
  const { persona, connection, preset, organization, sample, undecided, trace, notes } = outcome
  const where = preset === null ? '' : ` (${preset}, organization ${organization ?? '?'})`
  return [
    `${persona} through ${connection}${where}`,
    `  sample        ${sample}`,
    `  result        ${entryOf(outcome)}`,
    ...findingLines(outcome),
    ...gifts(outcome),
    ...(undecided.length > 0 ? ['  not decided before apply'] : []),
    ...table(undecided.map(({ access, because }) => [access ? spoken(access) : '?', because])),
    ...(trace.length > 0 ? ['  why'] : []),
    ...table(trace.map(whyRow)),
    ...notes.map((note) => `  note          ${note}`),
  ]
}

/** @param origin - what was simulated */
export const outcomesAsText = (
  origin: string,
  notes: readonly string[],
  outcomes: readonly Outcome[],
): string =>
  [
    `Simulated: ${origin}`,
    ...notes.map((note) => `Note: ${note}`),
    ...outcomes.flatMap((outcome) => ['', ...outcomeLines(outcome)]),
    '',
  ].join('\n')

const changeRow =
  (sign: string) =>
  ({ access, because, source }: Change): readonly string[] => [
    `${sign} ${spoken(access)}`,
    `${because}${source === null ? '' : ` [${source}]`}`,
  ]

const personLines = (change: PersonChange): readonly string[] => [
  '',
  `${change.persona} through ${change.connection}`,
  ...table(
    [
      ...change.gains.map(changeRow('+')),
      ...change.losses.map(changeRow('-')),
      ...change.fields.map(({ field, before, after }) => [
        `~ ${field}`,
        `${before ?? '(none)'} → ${after ?? '(none)'}`,
      ]),
      ...change.undecided.map((sentence) => ['?', sentence]),
    ],
    '  ',
  ),
]

export function diffAsText(diff: AccessDiff): string {
  const changes = changesIn(diff)
  return [
    `Before: ${diff.before}`,
    `After:  ${diff.after}`,
    ...diff.connections.map(({ connection, change }) => `Connection ${connection}: ${change}`),
    ...changes.flatMap(personLines),
    '',
    diff.changed ? unchangedCount(diff) : 'Nobody gains, nobody loses.',
    '',
  ].join('\n')
}
