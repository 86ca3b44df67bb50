/** Entra's provisioning job: secret and job by the provider, its mappings by a person. */
import { SynchronizationJob } from '@cdktf/provider-azuread/lib/synchronization-job/index.js'
import { SynchronizationSecret } from '@cdktf/provider-azuread/lib/synchronization-secret/index.js'
import { Fn, type TerraformProvider } from 'cdktf'
import { Construct } from 'constructs'
import { getPreset } from '../../src/core/index.js'
import { ManualStep } from '../manual-step.js'
import { parseFor } from '../refusal.js'
import { scimBaseUrlFor } from '../scim.js'
import { checkSecretLiteral, secretFaults, type SecretWords } from '../secret.js'
import type { IOrganization } from '../service-provider/index.js'
import { supportedAzuread } from '../terraform.js'
import type { EntraSamlApp } from './saml-app.js'
import type { EntraOidcApp } from './oidc-app.js'

/** What EntraProvisioning is made of. */
export interface EntraProvisioningProps {
  /** Whose people are provisioned. */
  readonly organization: IOrganization
  /** Name of the directory at the service. */
  readonly name: string
  /** The app that carries both sign-in and provisioning (T04). */
  readonly app: EntraSamlApp | EntraOidcApp
  /**
   * The directory's token: the value of a sensitive TerraformVariable, or another reference; never a literal. A leading
   * `Bearer ` is taken off (T54). Terraform keeps it in its state: the provider has no write-only argument (#1930).
   */
  readonly token: string
  /**
   * Start provisioning at once (T62).
   * @default true
   */
  readonly enabled?: boolean
  /**
   * Template of the job: `customappsso` for a non-gallery application.
   * @default 'customappsso'
   */
  readonly jobTemplate?: string
  /**
   * The provider to make it with.
   * @default - the stack's AzureadProvider
   */
  readonly provider?: TerraformProvider
}

const words: SecretWords = {
  name: 'token',
  remedy: 'Pass the value of a TerraformVariable with sensitive: true and no default.',
}

/**
 * `azuread_synchronization_secret` and `azuread_synchronization_job`, and the step that keeps groups out where the service
 * provisions users only (T50, T62): the provider cannot edit a job's mappings (#1332).
 *
 * Logical ids (public API): `Secret`, `Job` and the step `WithoutGroups` below `<id>`.
 */
export class EntraProvisioning extends Construct {
  /** Versions of the azuread provider this construct was written for. */
  static readonly supports = supportedAzuread

  /** *Tenant URL*. */
  readonly scimBaseUrl: string
  /** The job: the escape hatch. */
  readonly job: SynchronizationJob

  /** @throws RefusedConstruct `directory-unsupported`, or `secret-in-code` for a literal token */
  constructor(scope: Construct, id: string, props: EntraProvisioningProps) {
    super(scope, id)
    checkSecretLiteral(this, props.token, words)
    this.node.addValidation({ validate: () => secretFaults(this, props.token, words) })
    this.scimBaseUrl = scimBaseUrlFor(this, props.organization, props.name)
    const provider = props.provider ? { provider: props.provider } : {}
    const servicePrincipalId = props.app.servicePrincipal.id
    const secret = new SynchronizationSecret(this, 'Secret', {
      ...provider,
      servicePrincipalId,
      credential: [
        { key: 'BaseAddress', value: this.scimBaseUrl },
        { key: 'SecretToken', value: withoutBearer(props.token) },
      ],
    })
    this.job = new SynchronizationJob(this, 'Job', {
      ...provider,
      servicePrincipalId,
      templateId: props.jobTemplate ?? 'customappsso',
      enabled: props.enabled ?? true,
      dependsOn: [secret],
    })
    const { scim } = parseFor(this, () => getPreset(props.organization.preset))
    if (scim?.groups === false) withoutGroups(this, props)
  }
}

/** RE2, without a backslash that two languages would both want to escape. */
const withoutBearer = (token: string): string =>
  Fn.replace(Fn.trimspace(token), '/^(?i:bearer[[:space:]]+)+/', '')

function withoutGroups(scope: Construct, { name, app }: EntraProvisioningProps): void {
  new ManualStep(scope, 'WithoutGroups', {
    title: 'do not provision groups',
    idp: 'Microsoft Entra ID',
    connection: name,
    path: [
      `Entra ID > Enterprise applications > ${app.binding.displayName} > Provisioning`,
      'Edit provisioning > Mappings > Provision Microsoft Entra ID Groups',
      'Enter the value below, then Save',
    ],
    values: [{ field: 'Enabled', value: 'No' }],
    notes: [
      'Changes may take up to 40 minutes to arrive; the provisioning logs lag as well (T62).',
    ],
    proof: {
      event: 'scim-without-groups',
      detail: `a provisioning cycle for \`${name}\` ends without a request for /Groups`,
    },
    source: 'T62',
  })
}
