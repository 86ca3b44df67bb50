/** Steps as Markdown, to be printed: where to click, what to paste, and, where the service was asked, what it has seen. */
import type { Observation } from './observations.js'
import type { StepRecord, StepValue } from './record.js'

/** What has been seen, by the name of a connection or directory. */
export type Seen = ReadonlyMap<string, readonly Observation[]>

/** What was seen of one step. */
export type StepStatus = Pick<Observation, 'status' | 'at' | 'detail' | 'remedy'>

/** The names a step says a sign-in will bring; they stand between backquotes. */
const namesIn = ({ proof }: StepRecord): readonly string[] =>
  [...proof.detail.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '')

/**
 * The observation that proves a step. Of attributes it is asked whether the very names of this step came.
 * @returns undefined where the service has nothing to say of it
 */
export function statusOf(step: StepRecord, seen: Seen): StepStatus | undefined {
  const found = seen.get(step.connection ?? '')?.find(({ event }) => event === step.proof.event)
  if (!found || found.event !== 'attributes' || found.status !== 'observed') return found
  const missing = namesIn(step).filter((name) => !found.names.includes(name))
  if (missing.length === 0) return found
  return {
    status: 'contradicted',
    at: found.at,
    detail: `${found.detail}; not: ${missing.join(', ')}`,
    remedy: 'Follow the step again; names are compared with case.',
  }
}

const boxes: Readonly<Record<Observation['status'], string>> = {
  pending: '☐',
  observed: '☑',
  contradicted: '☒',
}

const statusText = ({ status, at, detail, remedy }: StepStatus): string =>
  [
    `**${status}**${at === null ? '' : ` (${at.slice(0, 16).replace('T', ' ')} UTC)`}: ${detail}`,
    ...(remedy === null ? [] : [`→ ${remedy}`]),
  ].join(' ')

/** Text in a table's cell: no pipe, no line break. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ')

function valuesText(values: readonly StepValue[]): string {
  const rows = values.map(({ field, value = '', secret }) =>
    secret === undefined
      ? `| ${cell(field)} | \`${cell(value)}\` |`
      : `| ${cell(field)} | *secret:* ${cell(secret)} |`,
  )
  return ['| Field | Value |', '| --- | --- |', ...rows].join('\n')
}

function stepText(step: StepRecord, seen: Seen): string {
  const status = statusOf(step, seen)
  const when = step.when === 'before-apply' ? ' (before `terraform apply`)' : ''
  return [
    `### ${boxes[status?.status ?? 'pending']} ${step.idp}: ${step.title}${when}`,
    ...(step.path.length > 0
      ? [step.path.map((click, index) => `${index + 1}. ${click}`).join('\n')]
      : []),
    ...(step.values.length > 0 ? [valuesText(step.values)] : []),
    ...step.notes.map((note) => `> ${note}`),
    `Done when: ${step.proof.detail}`,
    ...(status ? [`Seen by the service: ${statusText(status)}`] : []),
    `Source: ${step.source}`,
  ].join('\n\n')
}

/**
 * Steps as Markdown, a section for each connection, those that Terraform waits for first.
 * @param seen - what the service has seen. @default - nobody was asked
 */
export function renderSteps(steps: readonly StepRecord[], seen: Seen = new Map()): string {
  const connections = [...new Set(steps.map(({ connection }) => connection))]
  const sections = connections.map((connection) => {
    const own = steps.filter((step) => step.connection === connection)
    const first = own.filter(({ when }) => when === 'before-apply')
    const then = own.filter(({ when }) => when === 'after-apply')
    const title = connection === null ? '## Steps' : `## Connection \`${connection}\``
    return [title, ...[...first, ...then].map((step) => stepText(step, seen))].join('\n\n')
  })
  return `${['# Manual steps', ...sections].join('\n\n')}\n`
}
