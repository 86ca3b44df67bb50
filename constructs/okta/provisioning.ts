/** Okta's SCIM tab. No API sets it on a custom app, in no version of the provider (#1956, #2854): steps for a person, with every value computed. */
import { Construct } from 'constructs'
import { getPreset } from '../../src/core/index.js'
import { ManualStep, type Observation, type StepValue } from '../manual-step.js'
import { parseFor } from '../refusal.js'
import type { IDirectory } from '../service-provider/index.js'

/** What OktaProvisioning is made of. */
export interface OktaProvisioningProps {
  /** The directory at the service. */
  readonly directory: IDirectory
  /** Label of the app that carries both sign-in and provisioning (T04). */
  readonly appLabel: string
  /**
   * Where a person finds the directory's token. The token itself never comes near here.
   * @default - at the service; without the word Bearer (T54)
   */
  readonly tokenFrom?: string
}

/**
 * The steps that switch provisioning on in a custom Okta app (T61). What is pushed follows from what the service accepts:
 * no groups where it provisions users only (T50).
 *
 * Applying the app again may empty Okta's SCIM tab (#655): the proof is asked for again then.
 *
 * Logical ids (public API): steps `Enable`, `Connect`, `ToApp` below `<id>`.
 */
export class OktaProvisioning extends Construct {
  constructor(scope: Construct, id: string, props: OktaProvisioningProps) {
    super(scope, id)
    const app = `Applications > Applications > ${props.appLabel}`
    this.step('Enable', props, {
      title: 'enable SCIM provisioning',
      path: [`${app} > General > App Settings > Edit`, 'Provisioning: SCIM, then Save'],
    })
    this.step('Connect', props, {
      title: 'connect to the service',
      path: [
        `${app} > Provisioning > Integration > Edit`,
        'Enter the values below',
        'Test Connector Configuration, Close, then Save',
      ],
      values: connectorValues(this, props),
    })
    this.step('ToApp', props, {
      title: 'choose what Okta does in the service',
      path: [
        `${app} > Provisioning > To App > Edit`,
        'Enter the values below, then Save',
        `${app} > Assignments: assign the people or groups`,
      ],
      values: [
        { field: 'Create Users', value: 'on' },
        { field: 'Update User Attributes', value: 'on' },
        { field: 'Deactivate Users', value: 'on' },
        { field: 'Sync Password', value: 'off' },
      ],
    })
  }

  private step(
    id: string,
    { directory: { name } }: OktaProvisioningProps,
    text: {
      readonly title: string
      readonly path: readonly string[]
      readonly values?: readonly StepValue[]
    },
  ): void {
    new ManualStep(this, id, {
      ...text,
      idp: 'Okta',
      connection: name,
      notes: [failures],
      proof: scimSeen(name),
      source: 'T61',
    })
  }
}

const failures =
  'A person who could not be provisioned has a red mark under Assignments; Dashboard > Tasks says why and tries again (T63).'

const scimSeen = (name: string): Observation => ({
  event: 'scim-request',
  detail: `the service receives Okta’s first SCIM request for \`${name}\``,
})

/** Group push and import only where the service knows them: Torque wants both off (T61), Qualified has import (Q08). */
function connectorValues(
  scope: Construct,
  { directory: { organization, scimBaseUrl }, tokenFrom }: OktaProvisioningProps,
): StepValue[] {
  const { scim } = parseFor(scope, () => getPreset(organization.preset))
  const onOff = (on: boolean | undefined) => (on ? 'on' : 'off')
  return [
    { field: 'SCIM connector base URL', value: scimBaseUrl },
    { field: 'Unique identifier field for users', value: 'userName' },
    { field: 'Import New Users and Profile Updates', value: onOff(scim?.import) },
    { field: 'Push New Users', value: 'on' },
    { field: 'Push Profile Updates', value: 'on' },
    { field: 'Push Groups', value: onOff(scim?.groups) },
    { field: 'Import Groups', value: 'off' },
    { field: 'Authentication Mode', value: 'HTTP Header' },
    {
      field: 'Authorization',
      secret:
        tokenFrom ??
        'the directory’s token, as the service shows it, without the word Bearer (T54)',
    },
  ]
}

/** What OktaCatalogueProvisioning is made of. */
export interface OktaCatalogueProvisioningProps {
  /** Name of the app in the Okta Integration Network, such as `Qualified.io`. */
  readonly catalogueApp: string
  /** The directory at the service. */
  readonly directory: IDirectory
  /** Where a person finds the API key. @default - at the service */
  readonly keyFrom?: string
}

/**
 * The steps for a service whose SCIM lives in an app of Okta's catalogue (Q08, Q10): the base URL is in the app, the key
 * is pasted, there are no groups.
 *
 * Logical ids (public API): steps `Add`, `Connect`, `ToApp` below `<id>`.
 */
export class OktaCatalogueProvisioning extends Construct {
  constructor(scope: Construct, id: string, props: OktaCatalogueProvisioningProps) {
    super(scope, id)
    const { catalogueApp, directory } = props
    const { name } = directory
    const common = { idp: 'Okta', connection: name, proof: scimSeen(name) }
    new ManualStep(this, 'Add', {
      ...common,
      title: `add the app ${catalogueApp}`,
      path: [
        `Applications > Applications > Browse App Catalog > ${catalogueApp} > Add Integration`,
      ],
      source: 'Q10',
    })
    new ManualStep(this, 'Connect', {
      ...common,
      title: 'connect to the service',
      path: [
        `Applications > Applications > ${catalogueApp} > Provisioning > Configure API Integration`,
        'Enable API Integration, enter the values below, then Save',
      ],
      values: [{ field: 'API Token', secret: props.keyFrom ?? 'the API key the service shows' }],
      notes: ['The team needs API access, and SCIM granted by the vendor (Q09).'],
      source: 'Q10',
    })
    new ManualStep(this, 'ToApp', {
      ...common,
      title: 'choose what Okta does in the service',
      path: [`Applications > Applications > ${catalogueApp} > Provisioning > To App > Edit`],
      values: ['Create Users', 'Update User Attributes', 'Deactivate Users'].map((field) => ({
        field,
        value: 'on',
      })),
      source: 'Q08',
    })
  }
}
