/** A value, and where it was said: every finding names both. */
import type { Block, Value } from '../../program/index.js'
import type { Place } from '../finding.js'
import type { Program } from '../program.js'

export interface Said<V extends Value = Value> {
  readonly value: V
  readonly place: Place
}

/** What a block says of an argument; undefined where it says nothing. */
export function said(
  program: Program,
  side: Place['side'],
  block: Block,
  name: string,
): Said | undefined {
  const value = program.attribute(block, name)
  if (value === undefined || value === null) return undefined
  return { value, place: program.place(side, block, name) }
}

/** A switch: known, not yet known, or as the provider has it when nothing is said. */
export function flag(value: Value | undefined, otherwise: boolean): boolean | undefined {
  if (value === undefined || value === null) return otherwise
  return typeof value === 'boolean' ? value : undefined
}

/** A known text. */
export const known = (value: Value | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined
