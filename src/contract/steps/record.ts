/** Manual steps as a program's output `mortise_steps` has them. What they say, the constructs decide; here they are read and printed. */
import { isEntries, itemsIn, Open, Sealed, type Value } from '../../program/index.js'
import type { Program } from '../program.js'

/** Name of the output. */
export const stepsOutput = 'mortise_steps'

/** What the service can observe of a step. */
export const observationEvents = [
  'metadata-read',
  'signed-response',
  'encrypted-assertion',
  'attributes',
  'scim-request',
  'scim-without-groups',
] as const
export type ObservationEvent = (typeof observationEvents)[number]

export interface StepRecord {
  readonly id: string
  readonly title: string
  readonly idp: string
  /** Connection or directory it belongs to; null: none is named. */
  readonly connection: string | null
  readonly when: 'before-apply' | 'after-apply'
  readonly path: readonly string[]
  readonly values: readonly StepValue[]
  readonly notes: readonly string[]
  readonly proof: { readonly event: string; readonly detail: string }
  readonly source: string
}

export interface StepValue {
  readonly field: string
  readonly value?: string
  /** Where a person finds it; the secret itself is nowhere. */
  readonly secret?: string
}

/** What is not known yet is named, so that nobody pastes it. */
function told(value: Value | undefined): string {
  if (typeof value === 'string') return value
  if (value instanceof Sealed) return '(sensitive)'
  if (!(value instanceof Open))
    return value === undefined || value === null ? '' : JSON.stringify(value)
  return value.parts
    .map((part) => (typeof part === 'string' ? part : `‹${part.references[0] ?? part.expression}›`))
    .join('')
}

const texts = (value: Value | undefined): readonly string[] => (itemsIn(value) ?? []).map(told)

function valueOf(value: Value): StepValue[] {
  if (!isEntries(value)) return []
  const field = told(value['field'])
  return 'secret' in value && value['secret'] !== null
    ? [{ field, secret: told(value['secret']) }]
    : [{ field, value: told(value['value']) }]
}

function stepOf(value: Value): StepRecord[] {
  if (!isEntries(value)) return []
  const { connection, when, proof } = value
  return [
    {
      id: told(value['id']),
      title: told(value['title']),
      idp: told(value['idp']),
      connection: connection === null || connection === undefined ? null : told(connection),
      when: when === 'before-apply' ? 'before-apply' : 'after-apply',
      path: texts(value['path']),
      values: (itemsIn(value['values']) ?? []).flatMap(valueOf),
      notes: texts(value['notes']),
      proof: isEntries(proof)
        ? { event: told(proof['event']), detail: told(proof['detail']) }
        : { event: '', detail: '' },
      source: told(value['source']),
    },
  ]
}

/** The steps of a program; references in them are followed as far as the program goes. */
export function stepsIn(program: Program): readonly StepRecord[] {
  const output = program.input.outputs.get(stepsOutput)
  if (!output) return []
  return (itemsIn(program.settle(output.value)) ?? []).flatMap(stepOf)
}
