/** Members of a group as changes, not as a list: a store that holds 100,000 of them reads none to add one. */
import { invalidValue } from '../errors.js'
import { satisfies } from '../filter/evaluate.js'
import { lookupOf, type Predicate } from '../filter/predicate.js'
import { isList, isObject, type Json, type JsonObject, memberNamed } from '../json.js'
import type { Operation } from './operation.js'

/** In order. Consecutive changes are one step; nearly every request is one step. */
export type MemberStep =
  /** These and no others. */
  | { readonly kind: 'replace'; readonly members: readonly string[] }
  /** No id is in both. Adding a member, or removing a stranger, is no error and no change. */
  | { readonly kind: 'change'; readonly add: readonly string[]; readonly remove: readonly string[] }
  /** Those it is true of. Columns are `members.value`, `members.display` … of one member. */
  | { readonly kind: 'removeWhere'; readonly predicate: Predicate }

export interface MemberChanges {
  readonly members: readonly MemberStep[]
  /** The operations about anything else, for `applyPatch` on the group without its members. */
  readonly rest: readonly Operation[]
}

const isAboutMembers = ({ target }: Operation): boolean =>
  target.extension === undefined && target.attribute?.name === 'members'

function memberOf(element: Json): string {
  const { value, type } = isObject(element) ? element : {}
  if (typeof type === 'string' && type.toLowerCase() !== 'user') {
    throw invalidValue('members are users; a group cannot be a member')
  }
  if (typeof value === 'string' && value !== '') return value
  throw invalidValue('a member must have the id of a user as value')
}

/** The ids in a list of members, each once. */
export const memberIds = (members: Json | undefined): readonly string[] => [
  ...new Set((isList(members) ? members : []).map(memberOf)),
]

function removal({ target }: Operation): MemberStep {
  const { filter } = target
  if (!filter) return { kind: 'replace', members: [] }
  const lookup = lookupOf(filter)
  return lookup?.path === 'members.value'
    ? { kind: 'change', add: [], remove: [String(lookup.value)] }
    : { kind: 'removeWhere', predicate: filter }
}

function stepOf(operation: Operation): MemberStep {
  const { op, value } = operation
  if (op === 'remove') return removal(operation)
  if (op === 'add') return { kind: 'change', add: memberIds(value), remove: [] }
  return { kind: 'replace', members: memberIds(value) }
}

/** Ids in the order they came, and whether they are to be in or out. Built in place: a thousand removals are one step. */
class Draft {
  private readonly steps: MemberStep[] = []
  private isReplacing = false
  private wanted = new Map<string, boolean>()

  private flush(): void {
    const ids = [...this.wanted.keys()]
    const add = ids.filter((id) => this.wanted.get(id))
    if (this.isReplacing) this.steps.push({ kind: 'replace', members: add })
    else if (ids.length > 0) {
      const remove = ids.filter((id) => !this.wanted.get(id))
      this.steps.push({ kind: 'change', add, remove })
    }
    this.isReplacing = false
    this.wanted = new Map()
  }

  take(step: MemberStep): void {
    if (step.kind === 'removeWhere') {
      this.flush()
      this.steps.push(step)
    } else if (step.kind === 'replace') {
      // Whatever was to be done before no longer matters.
      this.steps.length = 0
      this.isReplacing = true
      this.wanted = new Map(step.members.map((id) => [id, true]))
    } else {
      for (const id of step.add) this.wanted.set(id, true)
      for (const id of step.remove) this.wanted.set(id, false)
    }
  }

  finish(): readonly MemberStep[] {
    this.flush()
    return this.steps
  }
}

export function memberChanges(operations: readonly Operation[]): MemberChanges {
  const draft = new Draft()
  for (const operation of operations.filter(isAboutMembers)) draft.take(stepOf(operation))
  return {
    members: draft.finish(),
    rest: operations.filter((operation) => !isAboutMembers(operation)),
  }
}

/** What the steps make of a list: for stores that hold one, and for tests. */
export function applyMemberSteps(
  ids: readonly string[],
  steps: readonly MemberStep[],
): readonly string[] {
  const members = new Set(ids)
  for (const step of steps) {
    if (step.kind === 'replace') members.clear()
    const gone =
      step.kind === 'removeWhere'
        ? [...members].filter((value) => satisfies(step.predicate, { value }))
        : []
    const { add, remove } = step.kind === 'change' ? step : { add: [], remove: gone }
    for (const id of step.kind === 'replace' ? step.members : add) members.add(id)
    for (const id of remove) members.delete(id)
  }
  return [...members]
}

/**
 * A group as parsed from a body → the group without members, and the members asserted, if any were.
 * @param body - as sent: parsing leaves an empty list out (RFC 7643 §2.5), and "nobody" is not the same as nothing said
 */
export function splitMembers(
  group: JsonObject,
  body?: unknown,
): {
  readonly group: JsonObject
  /** Undefined: not said, so not changed. */
  readonly members: readonly string[] | undefined
} {
  const { members, ...rest } = group
  const sent = isObject(body) ? memberNamed(body, 'members') : undefined
  const nobody = isList(sent) && sent.length === 0 ? [] : undefined
  return { group: rest, members: members === undefined ? nobody : memberIds(members) }
}
