/** Claims with nothing left open: each field's name and value, from what the program says, the service's page and the IdP's words, in this order. */
import { Token } from 'cdktf'
import type { IConstruct } from 'constructs'
import { findPreset, type FieldRule, type Finding } from '../src/core/index.js'
import type {
  AttributeStatement,
  ClaimOptions,
  Claims,
  FieldClaims,
  GroupClaim,
  GroupFilter,
  GroupIdentifier,
  IdpKind,
  SamlServiceProvider,
} from './claims.js'
import { propertyOf, words } from './console-words.js'
import { RefusedConstruct } from './refusal.js'

/** A statement with name and value decided. */
export interface ResolvedStatement {
  /** The profile's field. */
  readonly field: string
  /** The attribute's name in the assertion. */
  readonly name: string
  /** The IdP's own word for where the value comes from, or a value for everybody. */
  readonly value: StatementSource | StatementConstant
}

/** A value the IdP looks up. */
export interface StatementSource {
  /** The IdP's own word for it. */
  readonly attribute: string
}

/** A value for everybody. */
export interface StatementConstant {
  /** The value. */
  readonly constant: string
}

/** A group claim with its name and identifier decided. */
export interface ResolvedGroupClaim extends GroupClaim {
  readonly name: string
  readonly identifier: GroupIdentifier
}

/** Claims with nothing left open. */
export interface ResolvedClaims {
  /** One for each field that is sent. */
  readonly statements: readonly ResolvedStatement[]
  /** The groups, if they are sent. */
  readonly groups: ResolvedGroupClaim | undefined
}

/** What claims are resolved for. */
export interface ClaimContext extends ClaimOptions {
  readonly connection: SamlServiceProvider
  readonly claims?: Claims
  readonly idp: IdpKind
  /** Take the page's values even where they look swapped (S52). @default false */
  readonly asDocumented?: boolean
}

const refuse = (construct: IConstruct, finding: Omit<Finding, 'owner'>): never => {
  throw new RefusedConstruct(construct, { owner: 'caller', ...finding })
}

/**
 * Decides every name and source.
 * @throws RefusedConstruct `claim-name-drift`, `claim-source-ambiguous`, `claim-source-missing`, `claim-name-twice`,
 *   `unknown-claim` or `group-filter-ambiguous`
 */
export function resolveClaims(construct: IConstruct, context: ClaimContext): ResolvedClaims {
  const names = namesOf(context.connection)
  checkFields(construct, names, context.claims ?? {})
  const statements = Object.keys(names)
    .filter((field) => field !== 'groups')
    .flatMap((field) => statementFor(construct, context, field))
  const groups = groupClaimFor(construct, context.connection, context.claims?.groups)
  checkNames(construct, [...statements, ...(groups ? [groups] : [])])
  return { statements, groups }
}

const namesOf = ({ attributeNames }: SamlServiceProvider): Readonly<Record<string, string>> => ({
  ...attributeNames,
})

const presetOf = ({ organization }: SamlServiceProvider) =>
  organization && findPreset(organization.preset)

/** For callers the compiler does not reach, and for fields another service has. */
function checkFields(
  construct: IConstruct,
  names: Readonly<Record<string, string>>,
  claims: Claims,
): void {
  const [stranger] =
    Object.entries(claims).find(([field, claim]) => !(field in names) && Boolean(claim)) ?? []
  if (stranger === undefined) return
  refuse(construct, {
    code: 'unknown-claim',
    detail: `the service has no field "${stranger}"`,
    remedy: `Claim one of: ${Object.keys(names).join(', ')}.`,
    path: `claims.${stranger}`,
  })
}

function statementFor(
  construct: IConstruct,
  context: ClaimContext,
  field: string,
): ResolvedStatement[] {
  const claim = context.claims?.[field as keyof FieldClaims]
  if (claim === false) return []
  const statement: AttributeStatement = claim ?? {}
  const rule = presetOf(context.connection)?.fields.find((each) => each.field === field)
  const value =
    chosenValue(construct, context, field, statement) ?? usualValue(context, field, rule)
  if (value) {
    const name = nameFor(construct, context.connection, field, statement.name)
    return [{ field, name, value }]
  }
  if (claim === undefined && rule?.required === false) return []
  return refuse(construct, {
    code: 'claim-source-missing',
    detail: `nothing says where the IdP takes ${field} from, and no IdP has a property of that name`,
    remedy: `Say where it comes from: claims: { ${field}: { idpAttribute: '…' } }.`,
    path: `claims.${field}`,
  })
}

/** What the page of the service says for this IdP; else the property named like the field, if it must be sent. */
function usualValue(
  { idp, fullName = false, asDocumented = false }: ClaimContext,
  field: string,
  rule: FieldRule | undefined,
): ResolvedStatement['value'] | undefined {
  const told = rule?.idpValues?.[idp]
  const attribute =
    (fullName ? told?.fullName : undefined) ??
    (asDocumented ? told?.asDocumented : undefined) ??
    told?.value
  if (attribute !== undefined) return { attribute }
  const property = propertyOf[field]
  if (property === undefined || rule?.required === false) return undefined
  return { attribute: words[property][idp] }
}

function chosenValue(
  construct: IConstruct,
  { idp }: ClaimContext,
  field: string,
  { property, idpAttribute, constant }: AttributeStatement,
): ResolvedStatement['value'] | undefined {
  const chosen = [
    property === undefined ? undefined : { attribute: words[property][idp] },
    idpAttribute === undefined ? undefined : { attribute: idpAttribute },
    constant === undefined ? undefined : { constant },
  ].filter((value) => value !== undefined)
  if (chosen.length < 2) return chosen[0]
  return refuse(construct, {
    code: 'claim-source-ambiguous',
    detail: `${field} is said to come from more than one source`,
    remedy: 'Give one of property, idpAttribute and constant.',
    path: `claims.${field}`,
  })
}

/** A name of its own is good only if the connection reads it. */
function nameFor(
  construct: IConstruct,
  sp: SamlServiceProvider,
  field: string,
  chosen: string | undefined,
): string {
  const expected = namesOf(sp)[field]
  if (chosen === undefined || expected === undefined) return chosen ?? expected ?? field
  if (chosen === expected || Token.isUnresolved(chosen) || Token.isUnresolved(expected))
    return chosen
  return refuse(construct, {
    code: 'claim-name-drift',
    detail: `the IdP would send "${chosen}" for ${field}, where the connection reads "${expected}"`,
    remedy: `Give the connection attributeMapping: { ${field}: '${chosen}' }, or use a Federation, which does it.`,
    path: `claims.${field}.name`,
  })
}

function groupClaimFor(
  construct: IConstruct,
  sp: SamlServiceProvider,
  claim: GroupClaim | false | undefined,
): ResolvedGroupClaim | undefined {
  if (claim === false || !('groups' in sp.attributeNames)) return undefined
  checkFilter(construct, claim?.filter)
  const byIdentifier = presetOf(sp)?.groups.matchedBy === 'idpIdentifier'
  return {
    identifier: byIdentifier ? 'objectId' : 'displayName',
    ...claim,
    name: nameFor(construct, sp, 'groups', claim?.name),
  }
}

function checkFilter(construct: IConstruct, filter: GroupFilter | undefined): void {
  if (filter === undefined || Object.values(filter).filter(Boolean).length === 1) return
  refuse(construct, {
    code: 'group-filter-ambiguous',
    detail: `a group filter has ${Object.keys(filter).join(', ') || 'nothing'}`,
    remedy: 'Give one of matches, startsWith, equals and contains.',
    path: 'claims.groups.filter',
  })
}

/** Two statements of one name: the service would read the first and drop the second. */
function checkNames(construct: IConstruct, all: readonly { readonly name: string }[]): void {
  const names = all.map(({ name }) => name).filter((name) => !Token.isUnresolved(name))
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice === undefined) return
  refuse(construct, {
    code: 'claim-name-twice',
    detail: `two attributes are named "${twice}"`,
    remedy: 'Give each its own name.',
    path: 'claims',
  })
}
