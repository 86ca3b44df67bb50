/** Who may use an app: groups, all of them and no others. */
import { AppGroupAssignments } from '@cdktf/provider-okta/lib/app-group-assignments/index.js'
import type { TerraformProvider } from 'cdktf'
import type { Construct } from 'constructs'

/** Who may use an Okta app, and with which provider it is made. */
export interface OktaAppOptions {
  /**
   * Label of the app in Okta.
   * @default - the service's title and the connection's name
   */
  readonly label?: string
  /**
   * IDs of the Okta groups that may use the app. Assignments made elsewhere are removed.
   * @default - none are managed
   */
  readonly assignedGroupIds?: readonly string[]
  /**
   * Federation Broker Mode: everybody in the organization may use the app, no assignment needed (S20, S23a).
   * @default false
   */
  readonly federationBrokerMode?: boolean
  /**
   * Do not show the app's icon to users (S30).
   * @default - hidden unless the IdP may begin a sign-in (S08)
   */
  readonly hideIcon?: boolean
  /**
   * ID of an authentication policy of Okta, for MFA and the like.
   * @default - the organization's default policy
   */
  readonly authenticationPolicyId?: string
  /**
   * The provider to make it with.
   * @default - the stack's OktaProvider
   */
  readonly provider?: TerraformProvider
}

/** `okta_app_group_assignments.<app>_Assignments_<hash>`, if any group is named. */
export function assignGroups(
  scope: Construct,
  appId: string,
  { assignedGroupIds, provider }: OktaAppOptions,
): AppGroupAssignments | undefined {
  if (assignedGroupIds === undefined) return undefined
  return new AppGroupAssignments(scope, 'Assignments', {
    ...(provider ? { provider } : {}),
    appId,
    group: assignedGroupIds.map((id) => ({ id })),
  })
}
