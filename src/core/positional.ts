/** Spaces and roles that come as two lists, paired by position (T13, T20–T28). The order of evaluation is the requirement's own. */
import { groupedBy } from './grouped.js'
import type { PositionalRoles } from './presets/index.js'
import type { SpaceMembership } from './spaces.js'
import { traceLine, type TraceLine } from './trace.js'

/** What the organization has, against which the lists are read. */
export interface KnownNames {
  readonly spaces: readonly string[]
  readonly roles: readonly string[]
}

/** What a connection decides about the reading. */
export interface Pairing {
  readonly caseInsensitive: boolean
  readonly extraRoles: 'ignore' | 'firstValid'
}

export interface Paired {
  readonly spaces: readonly SpaceMembership[]
  readonly trace: readonly TraceLine[]
}

/** T13a: several values, and several in one value, come to the same list. Blanks around a name do not count; an empty name holds its place. */
export function tokensOf(values: readonly string[], separator: string): readonly string[] {
  const tokens = values.flatMap((value) => value.split(separator)).map((token) => token.trim())
  return tokens.some((token) => token !== '') ? tokens : []
}

type Lookup = (name: string) => string | undefined

/** T11a: exact, unless the connection says otherwise; and then only if one name alone answers. */
export function lookupIn(names: readonly string[], caseInsensitive: boolean): Lookup {
  const exact = new Set(names)
  const folded = groupedBy(exact, (name) => name.toLowerCase())
  return (name) => {
    if (exact.has(name)) return name
    const alike = caseInsensitive ? folded.get(name.toLowerCase()) : undefined
    return alike?.length === 1 ? alike[0] : undefined
  }
}

interface Pair {
  readonly space: string
  /** undefined: no role stands at this place. */
  readonly role: string | undefined
}

/** T20 replicates a single role, T23 leaves places without one, T24 drops what is over. */
function pairsOf(spaces: readonly string[], roles: readonly string[]): readonly Pair[] {
  const only = roles.length === 1 ? roles[0] : undefined
  return spaces.map((space, index) => ({ space, role: only ?? roles[index] }))
}

/** T26: two rules disagree about a single space with several roles; the setting says which wins, the trace says that it did. */
function pairsFor(
  spaces: readonly string[],
  roles: readonly string[],
  { extraRoles }: Pairing,
): readonly Pair[] {
  const [space] = spaces
  if (extraRoles === 'ignore' || spaces.length !== 1 || space === undefined) {
    return pairsOf(spaces, roles)
  }
  return roles.length === 0 ? [{ space, role: undefined }] : roles.map((role) => ({ space, role }))
}

function extrasLine(
  spaces: readonly string[],
  roles: readonly string[],
  { extraRoles }: Pairing,
): readonly TraceLine[] {
  if (spaces.length === 0 || roles.length <= Math.max(spaces.length, 1)) return []
  const extra = roles.slice(spaces.length).join(', ')
  if (spaces.length > 1) {
    const because = 'there are more roles than spaces; those over are ignored'
    return [traceLine('ignored', 'role', extra, because, 'T24')]
  }
  return extraRoles === 'ignore'
    ? [traceLine('ignored', 'role', extra, 'one space, several roles: extraRoles is ignore', 'T26')]
    : [
        traceLine(
          'kept',
          'role',
          extra,
          'one space, several roles: extraRoles is firstValid',
          'T26',
        ),
      ]
}

interface Chosen {
  readonly role: string
  readonly because: string
  readonly source: string
}

/** T21, T22: the first role that exists, else the fallback. */
function choose(
  pairs: readonly Pair[],
  roleNamed: Lookup,
  { fallbackRole }: PositionalRoles,
  replicated: boolean,
): Chosen {
  for (const { role } of pairs) {
    const known = role === undefined ? undefined : roleNamed(role)
    if (known === undefined) continue
    if (replicated)
      return {
        role: known,
        because: `the only role, "${role}", is used for all spaces`,
        source: 'T20',
      }
    return pairs.length > 1
      ? { role: known, because: `"${role}" is the first valid role for this space`, source: 'T21' }
      : { role: known, because: `"${role}" stands at the place of this space`, source: 'T11' }
  }
  const asserted = pairs.flatMap(({ role }) => (role === undefined ? [] : [`"${role}"`]))
  return asserted.length === 0
    ? { role: fallbackRole, because: 'no role stands at the place of this space', source: 'T23' }
    : { role: fallbackRole, because: `unknown: ${asserted.join(', ')}`, source: 'T22' }
}

/**
 * The (space, role) pairs that two asserted lists come to.
 * @param asserted - the values as they came; several values, and several in one value, count alike
 */
export function pairPositionally(
  rules: PositionalRoles,
  known: KnownNames,
  asserted: { readonly spaces: readonly string[]; readonly roles: readonly string[] },
  pairing: Pairing = { caseInsensitive: false, extraRoles: 'ignore' },
): Paired {
  const spaces = tokensOf(asserted.spaces, rules.separator)
  const roles = tokensOf(asserted.roles, rules.separator)
  const spaceNamed = lookupIn(known.spaces, pairing.caseInsensitive)
  const roleNamed = lookupIn(known.roles, pairing.caseInsensitive)
  const pairs = pairsFor(spaces, roles, pairing).map((pair) => ({
    pair,
    space: spaceNamed(pair.space),
  }))
  const strangers = pairs.filter(({ space }) => space === undefined).map(({ pair }) => pair)
  const replicated = roles.length === 1 && spaces.length > 1
  const given = [...groupedBy(pairs, ({ space }) => space)].flatMap(([space, own]) => {
    if (space === undefined) return []
    const candidates = own.map(({ pair }) => pair)
    return [{ space, ...choose(candidates, roleNamed, rules, replicated) }]
  })
  return {
    spaces: given.map(({ space, role }) => ({ space, role })),
    trace: [
      ...extrasLine(spaces, roles, pairing),
      ...strangers.map(({ space, role }) =>
        traceLine('ignored', 'space', space, strangerBecause(role), 'T25'),
      ),
      ...given.map(({ space, role, because, source }) =>
        traceLine('gave', 'space', `${space} as ${role}`, because, source),
      ),
    ],
  }
}

const strangerBecause = (role: string | undefined): string =>
  role === undefined ? 'no such space' : `no such space; its role "${role}" is ignored with it`
