/** Entra's group claim: which groups, and by which of their names. */
import { entraClaims } from '../../core/index.js'
import {
  blockIn,
  isUnsaid,
  itemsIn,
  open,
  Open,
  type Block,
  type Value,
} from '../../program/index.js'
import type { Program } from '../program.js'
import type { OidcApp, SamlApp, SentGroups } from './app.js'
import type { GroupIdentifierKind } from './groups.js'

/** Under which name Entra sends groups in SAML; no provider can change it (S45a). */
const samlGroupClaim = entraClaims.groups

const scopes: Readonly<Record<string, SentGroups['scope']>> = {
  ApplicationGroup: 'assigned',
  All: 'all',
  SecurityGroup: 'all',
  DirectoryRole: 'all',
}

/** `group_membership_claims` says which groups; the optional claim `groups` of the token says by which name. */
export function groupsOf(
  program: Program,
  application: Block,
  token: 'saml2_token' | 'id_token',
): SentGroups | undefined {
  const claims = itemsIn(program.get(application, 'group_membership_claims'))
  const at = program.place('idp', application, 'group_membership_claims')
  const name = token === 'saml2_token' ? samlGroupClaim : 'groups'
  if (claims === undefined || claims.some((each) => each instanceof Open))
    return {
      name: {
        value: open({ expression: at.address, references: [], afterApply: true }),
        place: at,
      },
      ...{ identifier: undefined, scope: undefined, place: at },
    }
  const [first] = claims.filter((each) => each !== 'None')
  if (typeof first !== 'string') return undefined
  return {
    name: { value: name, place: at },
    identifier: identifierOf(program, application, token),
    scope: scopes[first],
    place: at,
  }
}

/** Names of a token's optional claims; undefined where nobody can tell. */
export function optionalClaimsOf(
  program: Program,
  application: Block,
  token: string,
): readonly string[] | undefined {
  const optional = program.get(application, 'optional_claims')
  if (isUnsaid(optional)) return []
  const claims = itemsIn(blockIn(optional)?.[token] ?? [])
  const names = claims?.map((each) => blockIn(each)?.['name'])
  return names?.every((name) => typeof name === 'string') ? names : undefined
}

function optionalGroups(
  program: Program,
  application: Block,
  token: string,
): readonly Value[] | undefined {
  const optional = blockIn(program.get(application, 'optional_claims'))
  const claims = itemsIn(optional?.[token])
  const claim = claims?.map(blockIn).find((each) => each?.['name'] === 'groups')
  return claims === undefined ? undefined : itemsIn(claim?.['additional_properties'])
}

function identifierOf(
  program: Program,
  application: Block,
  token: string,
): GroupIdentifierKind | undefined {
  const properties = optionalGroups(program, application, token)
  if (properties === undefined) return undefined
  const has = (text: string) => properties.some((each) => each === text)
  if (
    [
      'sam_account_name',
      'dns_domain_and_sam_account_name',
      'netbios_domain_and_sam_account_name',
    ].some(has)
  )
    return 'samAccountName'
  return has('cloud_displayname') ? 'displayName' : 'objectId'
}

/** Does a name of cloud-only groups come along with sAMAccountNames? */
export const emitsCloudNames = (program: Program, app: SamlApp | OidcApp): boolean | undefined =>
  optionalGroups(program, app.block, app.protocol === 'saml' ? 'saml2_token' : 'id_token')?.some(
    (each) => each === 'cloud_displayname',
  )
