/** Which groups Entra puts into its tokens, and by which of their names. The limits are Entra's: what exceeds them vanishes, silently. */
import { Annotations, TerraformStack } from 'cdktf'
import type { IConstruct } from 'constructs'
import type { GroupIdentifier } from '../claims.js'
import { RefusedConstruct } from '../refusal.js'

/** Which of a person's groups are sent. */
export type EntraGroupScope = 'ApplicationGroup' | 'SecurityGroup' | 'DirectoryRole' | 'All'

/** What EntraGroupClaims is made of. */
export interface EntraGroupClaimsProps {
  /**
   * Which groups are sent.
   * @default 'ApplicationGroup' - those assigned to the app (S45), so that Entra's limit is not met by accident
   */
  readonly scope?: EntraGroupScope
  /** How a group is named: its object ID (T46), its display name, or its sAMAccountName (S45). */
  readonly identifier: GroupIdentifier
}

/** Name of the group claim in SAML. No provider can change it: the connection follows (S45a). */
export const samlGroupClaimName = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups'

/** An entry of `optional_claims`. */
export interface EntraOptionalClaim {
  /** The claim. */
  readonly name: 'groups'
  /** How Entra names a group in it. */
  readonly additionalProperties: string[]
}

/** `group_membership_claims` and `optional_claims` of an application, from one typed choice. */
export class EntraGroupClaims {
  /** Which of a person's groups are sent. */
  readonly scope: EntraGroupScope
  /** How a group is named. */
  readonly identifier: GroupIdentifier

  constructor(props: EntraGroupClaimsProps) {
    this.scope = props.scope ?? 'ApplicationGroup'
    this.identifier = props.identifier
  }

  /** `group_membership_claims`. */
  get membershipClaims(): string[] {
    return [this.scope]
  }

  /** The entry for a token; none where object IDs are sent, Entra's default. */
  get optionalClaims(): EntraOptionalClaim[] {
    const additionalProperties = properties[this.identifier]
    return additionalProperties.length === 0 ? [] : [{ name: 'groups', additionalProperties }]
  }

  /**
   * Refuses what Entra would ignore, and warns of what it would drop.
   * @throws RefusedConstruct `group-names-need-assignment`
   */
  checkAt(construct: IConstruct): void {
    if (this.scope === 'ApplicationGroup') {
      remindOnce(construct)
      return
    }
    if (this.identifier !== 'objectId')
      throw new RefusedConstruct(construct, {
        code: 'group-names-need-assignment',
        owner: 'caller',
        detail: `Entra sends names of cloud-only groups for groups assigned to the app only, not for ${this.scope}`,
        remedy: "Use scope 'ApplicationGroup', or identifier 'objectId'.",
        source: 'https://learn.microsoft.com/entra/identity-platform/optional-claims',
        path: 'scope',
      })
    Annotations.of(construct).addWarning(overage)
  }
}

const reminded = new WeakSet<TerraformStack>()

/** Once for each stack: cdktf copies its list of annotations for every node. */
function remindOnce(construct: IConstruct): void {
  const stack = TerraformStack.of(construct)
  if (reminded.has(stack)) return
  reminded.add(stack)
  Annotations.of(construct).addInfo(nested)
}

/** Cloud-only groups have no sAMAccountName: *Emit group name for cloud-only groups* must be on (S45). */
const properties: Readonly<Record<GroupIdentifier, string[]>> = {
  objectId: [],
  displayName: ['cloud_displayname'],
  samAccountName: ['sam_account_name', 'cloud_displayname'],
}

const nested =
  'nested groups do not work: Entra sends the groups assigned to the app a person is a direct member of (S46)'

const overage =
  'a person in more than 150 groups (SAML) or 200 (ID Token) comes without any group claim; assign groups to the app and use scope ApplicationGroup (S46)'
