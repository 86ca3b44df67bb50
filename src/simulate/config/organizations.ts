/** Organizations with their groups, spaces and rules, as far as the configuration knows them. */
import {
  getPreset,
  groupTitle,
  parseOrganization,
  parseWith,
  RoleRule,
  type Group,
  type OrganizationAccess,
  type ServicePreset,
} from '../../core/index.js'
import { isEntries, isKnown, type Value } from '../../program/index.js'
import type { Noun, NounKind, Nouns, Place } from './noun.js'
import {
  addressOf,
  keyIn,
  listIn,
  refusedAt,
  textIn,
  textsIn,
  type OpenQuestion,
} from './reading.js'

export interface GroupHere {
  readonly group: Group
  readonly place: Place
  /** The IdP's identifier will be known after apply only: who is in the group cannot be told yet. */
  readonly identifierOpen: boolean
}

export interface OrganizationHere {
  readonly name: string
  readonly place: Place
  readonly preset: ServicePreset
  readonly groups: readonly GroupHere[]
  readonly spaces: readonly { readonly name: string; readonly place: Place }[]
  readonly roleRules: readonly RoleRule[]
  readonly access: OrganizationAccess
  readonly open: readonly OpenQuestion[]
}

/** `${…}` is no name, yet tells one group from another. */
const nameOr = (noun: Noun, attribute: string): string | undefined =>
  textIn(noun, attribute) ?? keyIn(noun, attribute)

export const nounsOf = ({ nouns }: Nouns, kind: NounKind): readonly Noun[] =>
  nouns.filter((noun) => noun.kind === kind)

/** What belongs to each organization, by its name or the expression of it: looked up once, as there may be thousands. */
export type Belongings = ReadonlyMap<string, readonly Noun[]>

export function belongingsIn({ nouns }: Nouns): Belongings {
  const found = new Map<string, Noun[]>()
  for (const noun of nouns) {
    const key = keyIn(noun, 'organization')
    if (key === undefined) continue
    const own = found.get(key)
    if (own) own.push(noun)
    else found.set(key, [noun])
  }
  return found
}

interface Read<T> {
  readonly items: readonly T[]
  readonly open: readonly OpenQuestion[]
}

const readAll = <T>(reads: readonly Read<T>[]): Read<T> => ({
  items: reads.flatMap(({ items }) => items),
  open: reads.flatMap(({ open }) => open),
})

const closed = <T>(...items: readonly T[]): Read<T> => ({ items, open: [] })
const openAt = (address: string, leaves: string): Read<never> => ({
  items: [],
  open: [{ address, leaves }],
})

function readGroup(organization: string, noun: Noun, matchedBy: string): Read<GroupHere> {
  const { place } = noun
  const name = nameOr(noun, 'name')
  if (name === undefined) return openAt(addressOf(place, 'name'), 'a group')
  const space = nameOr(noun, 'space') ?? null
  const key = { name, space }
  const identifier = textIn(noun, 'idpIdentifier')
  const group: Group = {
    ...{ organization, name },
    ...(space === null ? {} : { space }),
    idpIdentifier: identifier ?? keyIn(noun, 'idpIdentifier') ?? null,
  }
  // Whom an identifier will match is asked in two worlds; a name that is not known yet can only be told of.
  const identifierOpen = matchedBy === 'idpIdentifier' && identifier === undefined
  const isNamed = typeof noun.values['name'] === 'string'
  const leaves = `what group "${groupTitle(key)}" is called`
  const open = isNamed ? [] : [{ address: addressOf(place, 'name'), leaves }]
  return { items: [{ group, place, identifierOpen }], open }
}

function readRule(place: Place, value: Value, index: number): Read<RoleRule> {
  if (!isEntries(value) || !isKnown(value)) {
    return openAt(addressOf(place, `roleRules.${index}`), 'what role a group gives')
  }
  const { group, role, space } = value
  return closed(parseWith(RoleRule, { group, role, ...(space ? { space } : {}) }))
}

function readRules(noun: Noun): Read<RoleRule> {
  const list = listIn(noun, 'roleRules')
  if (list === undefined) {
    return openAt(addressOf(noun.place, 'roleRules'), 'which roles groups give')
  }
  return readAll((list ?? []).map((value, index) => readRule(noun.place, value, index)))
}

const accessFields = ['roles', 'accountRoles', 'defaultSpace', 'defaultRole'] as const

function readAccess(noun: Noun, spaces: readonly string[]) {
  const texts = (name: 'roles' | 'accountRoles') => textsIn(noun, name) ?? undefined
  const open = accessFields
    .filter((name) => !isKnown(noun.values[name]))
    .map((name) => ({
      address: addressOf(noun.place, name),
      leaves: `${name} of the organization`,
    }))
  const access: OrganizationAccess = {
    spaces,
    roles: texts('roles'),
    accountRoles: texts('accountRoles'),
    defaultSpace: textIn(noun, 'defaultSpace') ?? undefined,
    defaultRole: textIn(noun, 'defaultRole') ?? undefined,
  }
  return { access, open }
}

/** What the service would refuse at registration is refused here. */
function checked(
  preset: ServicePreset,
  roleRules: readonly RoleRule[],
  { roles, accountRoles, defaultSpace, defaultRole }: OrganizationAccess,
): readonly RoleRule[] {
  const said = Object.entries({ roles, accountRoles, defaultSpace, defaultRole })
  const more = Object.fromEntries(said.filter(([, value]) => value !== undefined))
  const displayName = preset.title
  return parseOrganization({ preset: preset.key, displayName, roleRules, ...more }).roleRules
}

function readOrganization(
  belongings: Belongings,
  noun: Noun,
  key: string,
): OrganizationHere | undefined {
  const { place } = noun
  const presetKey = textIn(noun, 'preset')
  if (!presetKey) return undefined
  const preset = refusedAt(place, () => getPreset(presetKey))
  const own = (kind: NounKind) => belongings.get(key)?.filter((each) => each.kind === kind) ?? []
  const groups = readAll(own('group').map((each) => readGroup(key, each, preset.groups.matchedBy)))
  const spaces = own('space').flatMap((each) => {
    const name = nameOr(each, 'name')
    return name === undefined ? [] : [{ name, place: each.place }]
  })
  const rules = refusedAt(place, () => readRules(noun))
  const { access, open } = readAccess(
    noun,
    spaces.map(({ name }) => name),
  )
  return {
    ...{ name: key, place, preset, groups: groups.items, spaces, access },
    roleRules: refusedAt(place, () => checked(preset, rules.items, access)),
    open: [...groups.open, ...rules.open, ...open],
  }
}

/** By name, or by the expression the name comes from. Without a preset nothing can be said of one. */
export function organizationsOf(
  nouns: Nouns,
  belongings: Belongings,
): ReadonlyMap<string, OrganizationHere> {
  const read = nounsOf(nouns, 'organization').flatMap((noun) => {
    const key = keyIn(noun, 'name')
    const found = key === undefined ? undefined : readOrganization(belongings, noun, key)
    return found ? [[found.name, found] as const] : []
  })
  return new Map(read)
}
