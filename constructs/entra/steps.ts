/** What Entra's API cannot be told by the provider. */
import type { Construct } from 'constructs'
import type { ResolvedGroupClaim } from '../resolve-claims.js'
import { ManualStep } from '../manual-step.js'
import { samlGroupClaimName } from './group-claims.js'

/** Another name for the group claim can be given in the console only (S45a). */
export function groupNameStep(scope: Construct, claim: ResolvedGroupClaim, app: string): void {
  if (claim.name === samlGroupClaimName) return
  new ManualStep(scope, 'GroupClaimName', {
    title: 'give the group claim its name',
    idp: 'Microsoft Entra ID',
    path: [
      `Entra ID > Enterprise applications > ${app} > Single sign-on`,
      'Attributes & Claims > Edit > the groups claim',
      'Advanced options > Customize the name of the group claim, enter the values below, then Save',
    ],
    values: [
      { field: 'Name', value: claim.name },
      { field: 'Namespace', value: '' },
    ],
    proof: { event: 'attributes', detail: `a sign-in brings the attribute \`${claim.name}\`` },
    source: 'S45a',
  })
}
