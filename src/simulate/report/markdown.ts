/** Outcomes and access diffs as Markdown, for a pull request. */
import { changesIn, type AccessDiff, type Change, type PersonChange } from '../access-diff.js'
import type { Outcome } from '../outcome.js'
import { entryOf, listOf, spoken, unchangedCount } from './words.js'

/** What came from outside must not become a table, a link or a mention. */
const escaped = (text: string): string =>
  text
    .replace(/[\\`*_{}[\]()#+!|<>~@]/g, (character) => `\\${character}`)
    .replace(/[\r\n\u2028\u2029]+/g, ' ')

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`

const head = (...cells: readonly string[]): readonly string[] => [
  row(...cells),
  row(...cells.map(() => '---')),
]

function outcomeSection(outcome: Outcome): readonly string[] {
  const { persona, connection, preset, sample, finding, access, undecided, trace, notes } = outcome
  return [
    '',
    `### ${escaped(persona)} through ${escaped(connection)}`,
    '',
    `**${escaped(entryOf(outcome))}.** ${preset === null ? '' : `${escaped(preset)}. `}_${escaped(sample)}_`,
    ...(finding
      ? ['', `**${finding.code}**: ${escaped(finding.detail)} → ${escaped(finding.remedy)}`]
      : []),
    ...(access.length > 0 ? ['', `Gets: ${escaped(listOf(access.map(spoken)))}.`] : []),
    ...(undecided.length > 0 ? [''] : []),
    ...undecided.map(
      (each) =>
        `- **not decided**: ${each.access ? `${escaped(spoken(each.access))}, ` : ''}${escaped(each.because)}`,
    ),
    ...(trace.length > 0 ? ['', ...head('', 'what', 'why', 'rule')] : []),
    ...trace.map(({ effect, kind, subject, because, source, place }) =>
      row(
        effect,
        `${kind} ${escaped(subject)}`,
        escaped(because),
        escaped(place === null ? source : `${source}; ${place}`),
      ),
    ),
    ...(notes.length > 0 ? [''] : []),
    ...notes.map((note) => `- ${escaped(note)}`),
  ]
}

export const outcomesAsMarkdown = (
  origin: string,
  notes: readonly string[],
  outcomes: readonly Outcome[],
): string =>
  [
    `## What people would get from ${escaped(origin)}`,
    ...notes.flatMap((note) => ['', `> ${escaped(note)}`]),
    ...outcomes.flatMap(outcomeSection),
    '',
  ].join('\n')

const changeRows = ({ persona, connection, ...change }: PersonChange): readonly string[] => {
  const who = `${escaped(persona)} through ${escaped(connection)}`
  const told = (sign: string) => (each: Change) =>
    row(
      who,
      `${sign} ${escaped(spoken(each.access))}`,
      escaped(`${each.because}${each.source === null ? '' : ` (${each.source})`}`),
    )
  return [
    ...change.gains.map(told('**gains**')),
    ...change.losses.map(told('**loses**')),
    ...change.fields.map(({ field, before, after }) =>
      row(who, `changes ${field}`, escaped(`${before ?? '(none)'} → ${after ?? '(none)'}`)),
    ),
    ...change.undecided.map((sentence) => row(who, 'not decided', escaped(sentence))),
  ]
}

export function diffAsMarkdown(diff: AccessDiff): string {
  const rows = changesIn(diff).flatMap(changeRows)
  return [
    '## Access diff',
    '',
    `Before: ${escaped(diff.before)}; after: ${escaped(diff.after)}.`,
    ...(diff.connections.length > 0 ? [''] : []),
    ...diff.connections.map(
      ({ connection, change }) => `- Connection **${escaped(connection)}**: ${change}`,
    ),
    ...(rows.length > 0 ? ['', ...head('who', 'what', 'why'), ...rows] : []),
    '',
    diff.changed ? unchangedCount(diff) : 'Nobody gains, nobody loses.',
    '',
  ].join('\n')
}
