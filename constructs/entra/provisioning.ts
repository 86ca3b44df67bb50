/** Entra's provisioning job: secret and job by the provider, its mappings by a person. */
import { SynchronizationJob } from '@cdktf/provider-azuread/lib/synchronization-job/index.js'
import { SynchronizationSecret } from '@cdktf/provider-azuread/lib/synchronization-secret/index.js'
import type { ITerraformDependable, TerraformProvider } from 'cdktf'
import { Construct } from 'constructs'
import { getPreset } from '../../src/core/index.js'
import { ManualStep } from '../manual-step.js'
import { parseFor } from '../refusal.js'
import { guardSecret, withoutBearer, type SecretWords } from '../secret.js'
import type { IDirectory } from '../service-provider/index.js'
import { supportedAzuread } from '../terraform.js'
import { waive, type Waiver } from '../waiver.js'
import type { EntraSamlApp } from './saml-app.js'
import type { EntraOidcApp } from './oidc-app.js'

/** What EntraProvisioning is made of. */
export interface EntraProvisioningProps {
  /** The directory at the service. */
  readonly directory: IDirectory
  /** The app that carries both sign-in and provisioning (T04). */
  readonly app: EntraSamlApp | EntraOidcApp
  /**
   * The directory's token: the value of a `SecretVariable` with `keptInState`, or another reference; never a literal.
   * A leading `Bearer ` is taken off (T54).
   */
  readonly token: string
  /**
   * Accepts that Terraform keeps the token in its state: the provider has no write-only argument (azuread #1930).
   * @default - none: refused
   */
  readonly secretInState?: Waiver
  /**
   * What must be there before Entra tries the token, such as the DirectoryToken's resource.
   * @default - nothing of this stack
   */
  readonly after?: readonly ITerraformDependable[]
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
  remedy:
    'Pass the value of a SecretVariable, or of a TerraformVariable with sensitive: true and no default.',
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

  /** The job: the escape hatch. */
  readonly job: SynchronizationJob

  /** @throws RefusedConstruct `secret-in-code` for a literal token, `secret-in-state` without a waiver */
  constructor(scope: Construct, id: string, props: EntraProvisioningProps) {
    super(scope, id)
    guardSecret(this, props.token, words)
    const provider = props.provider ? { provider: props.provider } : {}
    const servicePrincipalId = props.app.servicePrincipal.id
    const { directory, after = [] } = props
    const secret = new SynchronizationSecret(this, 'Secret', {
      ...provider,
      ...(after.length > 0 ? { dependsOn: [...after] } : {}),
      servicePrincipalId,
      credential: [
        { key: 'BaseAddress', value: directory.scimBaseUrl },
        { key: 'SecretToken', value: withoutBearer(props.token) },
      ],
    })
    waive(this, secret, props.secretInState, {
      secret: 'the directory’s token',
      path: 'secretInState',
      source: 'https://github.com/hashicorp/terraform-provider-azuread/issues/1930',
    })
    this.job = new SynchronizationJob(this, 'Job', {
      ...provider,
      servicePrincipalId,
      templateId: props.jobTemplate ?? 'customappsso',
      enabled: props.enabled ?? true,
      dependsOn: [secret],
    })
    const { scim } = parseFor(this, () => getPreset(directory.organization.preset))
    if (scim?.groups === false) withoutGroups(this, props)
  }
}

function withoutGroups(
  scope: Construct,
  { directory: { name }, app }: EntraProvisioningProps,
): void {
  new ManualStep(scope, 'WithoutGroups', {
    title: 'do not provision groups',
    idp: 'Microsoft Entra ID',
    connection: name,
    path: [
      `Entra ID > Enterprise applications > ${app.displayName} > Provisioning`,
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
