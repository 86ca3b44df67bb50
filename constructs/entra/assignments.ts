/** Who may use an app in Entra: groups, by app role. */
import { AppRoleAssignment } from '@cdktf/provider-azuread/lib/app-role-assignment/index.js'
import { Token, type TerraformProvider } from 'cdktf'
import type { Construct } from 'constructs'
import { idFrom } from '../terraform.js'

/** Who may use an Entra app, and with which provider it is made. */
export interface EntraAppOptions {
  /**
   * Object IDs of the Entra groups that may use the app, and whose names are sent. Nested groups do not count (S46).
   * @default - none
   */
  readonly assignedGroupIds?: readonly string[]
  /**
   * Everybody in the tenant may use the app, no assignment needed.
   * @default false
   */
  readonly openToEveryone?: boolean
  /**
   * Do not show the app in My Apps.
   * @default false
   */
  readonly hideIcon?: boolean
  /**
   * Object IDs of who may change the app in Entra besides administrators.
   * @default - nobody
   */
  readonly ownerIds?: readonly string[]
  /**
   * The provider to make it with.
   * @default - the stack's AzureadProvider
   */
  readonly provider?: TerraformProvider
}

/** The app role of an app that declares none. */
export const defaultAccess = '00000000-0000-0000-0000-000000000000'

/** One `azuread_app_role_assignment` for each group, so that one leaving does not touch the others. */
export function assignGroups(
  scope: Construct,
  servicePrincipalId: string,
  appRoleId: string,
  { assignedGroupIds = [], provider }: EntraAppOptions,
): AppRoleAssignment[] {
  return assignedGroupIds.map((group, index) => {
    const id = Token.isUnresolved(group) ? String(index) : idFrom(group)
    return new AppRoleAssignment(scope, `Assignment-${id}`, {
      ...(provider ? { provider } : {}),
      appRoleId,
      principalObjectId: group,
      resourceObjectId: servicePrincipalId,
    })
  })
}
