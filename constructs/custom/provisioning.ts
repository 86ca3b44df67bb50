/** How a console without an API is told to push people. */
import type { Construct } from 'constructs'
import { getPreset } from '../../src/core/index.js'
import type { IdpBinding, ProvisioningRequest } from '../idp.js'
import { ManualStep } from '../manual-step.js'
import type { IdpConsole } from './console.js'

/** Nothing where the console cannot push to an app of one's own. */
export function provisionBy(console: IdpConsole, label: string): IdpBinding {
  if (console.provisioning === null) return {}
  const form = console.provisioning
  return {
    provision: (scope, id, request) => {
      tell(scope, id, request, { title: console.title, label, form })
    },
  }
}

interface Told {
  readonly title: string
  readonly label: string
  readonly form: NonNullable<IdpConsole['provisioning']>
}

function tell(
  scope: Construct,
  id: string,
  { directory, tokenFrom }: ProvisioningRequest,
  { title, label, form }: Told,
): void {
  const { scim } = getPreset(directory.organization.preset)
  new ManualStep(scope, id, {
    title: 'push people by SCIM',
    idp: title,
    connection: directory.name,
    path: form.path.map((click) => click.replaceAll('{label}', () => label)),
    values: [
      { field: form.baseUrl, value: directory.scimBaseUrl },
      {
        field: form.token,
        secret: tokenFrom ?? 'the token Terraform was given, without the word Bearer (T54)',
      },
      { field: form.groups, value: scim?.groups ? 'on' : 'off' },
    ],
    proof: {
      event: 'scim-request',
      detail: `the service receives the first SCIM request for \`${directory.name}\``,
    },
    source: form.source,
  })
}
