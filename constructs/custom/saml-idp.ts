/** An IdP without a Terraform provider: the service's side is built, the IdP's side is told, every value computed. */
import type { Construct } from 'constructs'
import type { Claims, IdpKind, SamlServiceProvider } from '../claims.js'
import { resolveClaims, type ResolvedClaims } from '../resolve-claims.js'
import { labelOf } from '../labels.js'
import type { ISamlIdp, SamlAppRequest, SamlIdpBinding, SamlTrust } from '../idp.js'
import { ManualStep, type ManualStepProps, type StepValue } from '../manual-step.js'
import { otherIdp, type IdpConsole } from './console.js'
import { provisionBy } from './provisioning.js'

/** How an IdP without a provider takes part in a Federation. It is told in one of three ways, as a SamlConnection is. */
export interface CustomSamlIdpProps extends SamlTrust {
  /**
   * Whose console it is: `jumpCloud`, `googleWorkspace`, `keycloak`, or one of your own.
   * @default - words that fit any IdP (S53)
   */
  readonly console?: IdpConsole
  /**
   * Label of the app at the IdP.
   * @default - the service's title and the connection's name
   */
  readonly label?: string
  /**
   * Take the values of the service's page even where they look swapped: JumpCloud's name and login (S52).
   * @default false
   */
  readonly asDocumented?: boolean
}

/**
 * An IdP told by hand. JumpCloud, Google Workspace and Keycloak are known as data.
 *
 * Logical ids (public API): steps `CreateApp`, `Endpoints`, `Attributes`, `Groups` below the federation's `Idp`, and `Provisioning`.
 */
export class CustomSamlIdp implements ISamlIdp {
  /** For services that treat one IdP differently from another, such as JumpCloud's audience (S51). */
  readonly idpKind?: IdpKind

  constructor(private readonly props: CustomSamlIdpProps) {
    const { kind } = props.console ?? otherIdp
    if (kind !== 'other') this.idpKind = kind
  }

  settleClaims(claims: Claims): Claims {
    return claims
  }

  bindSaml(scope: Construct, request: SamlAppRequest): SamlIdpBinding {
    const { console = otherIdp, label, asDocumented = false, ...trust } = this.props
    const claims = resolveClaims(scope, { ...request, asDocumented, idp: console.kind })
    const told = { ...request, label: label ?? labelOf(request.connection), claims }
    tell(scope, console, told)
    return { trust, ...provisionBy(console, told.label) }
  }
}

interface Told {
  readonly connection: SamlServiceProvider
  readonly label: string
  readonly claims: ResolvedClaims
}

function tell(scope: Construct, console: IdpConsole, told: Told): void {
  const { connection, claims } = told
  const step = stepsFor(scope, console, told)
  step('CreateApp', {
    title: 'create the app',
    when: 'before-apply',
    path: [...console.create, `Keep for Terraform: ${console.metadata}`],
    proof: { event: 'metadata-read', detail: 'terraform apply creates the connection' },
  })
  step('Endpoints', {
    title: 'tell it who we are',
    path: console.endpoints,
    values: [
      { field: console.spEntityId, value: connection.spEntityId },
      { field: console.acsUrl, value: connection.acsUrl },
      ...console.fixed,
    ],
    notes: console.notes,
    proof: { event: 'signed-response', detail: 'a Response with this audience arrives at the ACS' },
  })
  step('Attributes', {
    title: 'send the attributes',
    path: console.attributes,
    values: attributeValues(console, claims),
    proof: { event: 'attributes', detail: `a sign-in brings ${namesIn(claims)}` },
  })
  if (claims.groups && console.groups)
    step('Groups', {
      title: 'send the groups',
      path: [...console.endpoints, console.groups.path],
      values: [{ field: console.groups.field, value: claims.groups.name }],
      proof: { event: 'attributes', detail: `a sign-in brings \`${claims.groups.name}\`` },
    })
}

type StepText = Omit<ManualStepProps, 'idp' | 'source' | 'connection'>

const stepsFor =
  (scope: Construct, console: IdpConsole, { connection, label }: Told) =>
  (id: string, text: StepText): void => {
    new ManualStep(scope, id, {
      ...text,
      path: text.path.map((click) => click.replaceAll('{label}', () => label)),
      idp: console.title,
      source: console.source,
      ...(connection.name === undefined ? {} : { connection: connection.name }),
    })
  }

const attributeValues = (
  { attributeField }: IdpConsole,
  { statements }: ResolvedClaims,
): StepValue[] =>
  statements.map(({ name, value }) => ({
    field:
      'attribute' in value
        ? `${attributeField} ${value.attribute}`
        : `${attributeField} the constant ${value.constant}`,
    value: name,
  }))

const namesIn = ({ statements }: ResolvedClaims): string =>
  statements.map(({ name }) => `\`${name}\``).join(', ')
