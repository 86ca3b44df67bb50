/** Claims of an ID Token: which of those every IdP sends fills which field, unless the program says otherwise. */
import type { IConstruct } from 'constructs'
import { findPreset, type Finding } from '../src/core/index.js'
import type { AttributeStatement, Claims, PersonProperty } from './claims.js'
import { propertyOf } from './console-words.js'
import type { NamedGroupClaim } from './idp.js'
import { RefusedConstruct } from './refusal.js'
import type { AttributeMapping, IOrganization } from './service-provider/index.js'

/** OpenID Connect Core §5.1. */
const standardClaims: Readonly<Record<PersonProperty, string>> = {
  login: 'preferred_username',
  email: 'email',
  firstName: 'given_name',
  lastName: 'family_name',
  fullName: 'name',
}

/** Claims with nothing left open, as an OIDC connection reads them. */
export interface OidcClaims {
  /** Profile field → name of the claim. */
  readonly attributeMapping: AttributeMapping
  /** The groups, with the claim's name; undefined where none are sent. */
  readonly groups: NamedGroupClaim | undefined
}

/**
 * Which claims the connection reads.
 * @throws RefusedConstruct `unknown-claim`, or `claim-not-in-id-token` for a value no ID Token has of itself
 */
export function resolveOidcClaims(
  construct: IConstruct,
  { preset }: Pick<IOrganization, 'preset'>,
  claims: Claims,
): OidcClaims {
  const fields = (findPreset(preset)?.fields ?? []).map(({ field }) => field)
  checkFields(construct, fields, claims)
  const groups = groupsOf(fields, claims.groups)
  const said = fields
    .filter((field) => field !== 'groups')
    .flatMap((field) => {
      const name = claimFor(construct, field, claims[field as keyof Claims])
      return name === undefined ? [] : [[field, name] as const]
    })
  const mapping = [...said, ...(groups ? [['groups', groups.name] as const] : [])]
  return { attributeMapping: Object.fromEntries(mapping), groups }
}

type FieldClaim = AttributeStatement | false | undefined

function groupsOf(fields: readonly string[], claim: Claims['groups']): OidcClaims['groups'] {
  if (claim === false || !fields.includes('groups')) return undefined
  return { ...claim, name: claim?.name ?? 'groups' }
}

function claimFor(construct: IConstruct, field: string, claim: FieldClaim): string | undefined {
  if (claim === false) return undefined
  const { name, property, idpAttribute, constant } = claim ?? {}
  if (idpAttribute !== undefined || constant !== undefined)
    throw refusal(construct, {
      code: 'claim-not-in-id-token',
      detail: `an ID Token has no claim made of ${idpAttribute === undefined ? 'a constant' : `"${idpAttribute}"`} unless the IdP was told to make one`,
      remedy: `Make the claim at the IdP, and name it: claims: { ${field}: { name: '…' } }.`,
      path: `claims.${field}`,
    })
  if (name !== undefined) return name
  const standard = property ?? propertyOf[field]
  return standard === undefined ? undefined : standardClaims[standard]
}

function checkFields(construct: IConstruct, fields: readonly string[], claims: Claims): void {
  const [stranger] =
    Object.entries(claims).find(([field, claim]) => !fields.includes(field) && Boolean(claim)) ?? []
  if (stranger === undefined) return
  throw refusal(construct, {
    code: 'unknown-claim',
    detail: `the service has no field "${stranger}"`,
    remedy: `Claim one of: ${fields.join(', ')}.`,
    path: `claims.${stranger}`,
  })
}

const refusal = (construct: IConstruct, finding: Omit<Finding, 'owner'>): RefusedConstruct =>
  new RefusedConstruct(construct, { owner: 'caller', ...finding })
