/** Waivers: a finding excused by name, with a reason and a last day. Whether the day has come, the caller's clock says. */
import * as z from 'zod/mini'
import { Label, Name, parseWith } from '../core/index.js'
import type { ContractFinding, Place } from './finding.js'

const day = z.iso.date('must be a day, such as 2027-06-30').check(z.describe('Last day it holds.'))

const Waiver = z.strictObject({
  name: Name,
  finding: z.string().check(z.minLength(1, 'must not be empty')),
  at: z.optional(Label),
  file: z.optional(Label),
  reason: z.string().check(z.minLength(10, 'must say in at least 10 characters why')),
  expires: day,
})

const WaiverFile = z.strictObject({ waivers: z.array(Waiver) })

/** As it is written. */
export interface WaiverInput {
  readonly name: string
  /** Code of the finding it excuses. */
  readonly finding: string
  /** Address of the resource, `*` for any characters. @default - any */
  readonly at?: string | undefined
  /** The file it is in, `*` for any characters. @default - any */
  readonly file?: string | undefined
  readonly reason: string
  /** The last day it holds, `YYYY-MM-DD`, UTC. */
  readonly expires: string
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

/**
 * A waiver beside the resource it excuses.
 * @throws Refusal `invalid-input`
 */
export const parseWaiverAt = (content: unknown, address: string, place: Place): WaiverInput => ({
  at: address,
  ...parseWith(Waiver, content),
  place,
})

const fits = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 's').test(
    text,
  )

const covers = ({ finding, at = '*', file = '*' }: WaiverInput, found: ContractFinding): boolean =>
  finding === found.code &&
  found.places.some((place) => fits(at, place.address) && fits(file, place.file))

/** The last day counts to its end, in UTC. */
export const isExpired = ({ expires }: WaiverInput, now: Date): boolean =>
  now.toISOString().slice(0, 10) > expires

/** Whole days from now to the last day. */
export const daysLeft = ({ expires }: WaiverInput, now: Date): number =>
  Math.floor((Date.parse(`${expires}T23:59:59Z`) - now.getTime()) / 86_400_000)

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
    const { name, expires } = holding
    return { ...finding, waiver: { name, expires } }
  })
  return { findings: marked, used }
}
