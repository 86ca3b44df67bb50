/** Waivers: a finding excused by name, with a reason and a last day. Whether the day has come, the caller's clock says. */
import * as z from 'zod/mini'
import { Label, parseWith } from '../core/index.js'
import type { ContractFinding, Place } from './finding.js'

const day = z.iso.date('must be a day, such as 2027-06-30')

const Waiver = z.strictObject({
  name: Label,
  code: z.string().check(z.minLength(1, 'must not be empty')),
  address: z.optional(Label),
  file: z.optional(Label),
  reason: z.string().check(z.regex(/\S/, 'must say why')),
  until: day,
})

const WaiverFile = z.strictObject({ waivers: z.array(Waiver) })

/** As it is written. */
export interface WaiverInput {
  readonly name: string
  /** Code of the finding it excuses. */
  readonly code: string
  /** Address of the resource, `*` for any characters. @default - any */
  readonly address?: string | undefined
  /** The file it is in, `*` for any characters. @default - any */
  readonly file?: string | undefined
  readonly reason: string
  /** The last day it holds, `YYYY-MM-DD`, UTC. */
  readonly until: string
  /** Where it is written. */
  readonly place: Place
}

/**
 * The content of a waiver file, as its YAML or JSON was read.
 * @throws Refusal `invalid-input` naming each faulty field
 */
export const parseWaivers = (content: unknown, file: string): readonly WaiverInput[] =>
  parseWith(WaiverFile, content).waivers.map((waiver) => ({
    ...waiver,
    place: { side: 'program', file, address: waiver.name },
  }))

/** Name of the output in which constructs collect a stack's waivers. */
export const waiversOutput = 'mortise_waivers'

/**
 * Waivers that a program carries itself, in the output `mortise_waivers`; they excuse findings of its own file only.
 * @throws Refusal `invalid-input`
 */
export const parseOwnWaivers = (content: unknown, file: string): readonly WaiverInput[] =>
  parseWith(z.array(Waiver), content).map((waiver) => ({
    ...waiver,
    file,
    place: { side: 'program', file, address: `output.${waiversOutput}` },
  }))

const fits = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 's').test(
    text,
  )

const covers = (
  { code, address = '*', file = '*' }: WaiverInput,
  found: ContractFinding,
): boolean =>
  code === found.code &&
  found.places.some((place) => fits(address, place.address) && fits(file, place.file))

/** The last day counts to its end, in UTC. */
export const isExpired = ({ until }: WaiverInput, now: Date): boolean =>
  now.toISOString().slice(0, 10) > until

/** Whole days from now to the last day. */
export const daysLeft = ({ until }: WaiverInput, now: Date): number =>
  Math.floor((Date.parse(`${until}T23:59:59Z`) - now.getTime()) / 86_400_000)

/** Findings with the waivers that hold, and which waivers excused anything. */
export function waived(
  findings: readonly ContractFinding[],
  waivers: readonly WaiverInput[],
  now: Date,
): { readonly findings: readonly ContractFinding[]; readonly used: ReadonlySet<WaiverInput> } {
  const used = new Set<WaiverInput>()
  const marked = findings.map((finding) => {
    const fitting = waivers.filter((waiver) => covers(waiver, finding))
    fitting.forEach((waiver) => used.add(waiver))
    const holding = fitting.find((waiver) => !isExpired(waiver, now))
    if (holding === undefined) return finding
    const { name, reason, until } = holding
    return { ...finding, waiver: { name, reason, until } }
  })
  return { findings: marked, used }
}
