/** Whether an organization's people must sign in through their IdP, and who may enter without. */
import { Construct } from 'constructs'
import { MortiseSsoPolicy } from '../bindings/index.js'
import { RefusedConstruct } from '../refusal.js'
import type { ConnectionActivation } from './connection-activation.js'
import type { IOrganization } from './organization.js'
import { providerArgument, providerFor } from './provider.js'

const kind = Symbol.for('mortise.SsoPolicy')

/** What an SsoPolicy is made of. */
export interface SsoPolicyProps {
  /** Whose people it is about. */
  readonly organization: IOrganization
  /** Refuse sign-in by password to all but the break-glass administrators (W10). */
  readonly requireSso: boolean
  /**
   * E-mail addresses of administrators who may enter by password even so, at most 20 (W10a, T74). Each must have signed in
   * with the password of now.
   * @default - nobody; refused where SSO is required
   */
  readonly breakGlassAdministrators?: readonly string[]
  /**
   * What enables the connection, if it is in this stack: SSO can be required only once a connection was tested as it is.
   * @default - enabled elsewhere
   */
  readonly activation?: ConnectionActivation
}

/**
 * An organization's sign-in policy (W10, W10a, T74).
 *
 * Logical ids (public API): `mortise_sso_policy.<id>`.
 */
export class SsoPolicy extends Construct {
  /** True for policies of any copy of this class. */
  static isSsoPolicy(value: unknown): value is SsoPolicy {
    return value !== null && typeof value === 'object' && kind in value
  }

  /** Whose people it is about. */
  readonly organization: IOrganization
  /** The L1 class: the escape hatch. */
  readonly binding: MortiseSsoPolicy

  /** @throws RefusedConstruct `break-glass-missing` where SSO is required and nobody could enter if the IdP failed */
  constructor(scope: Construct, id: string, props: SsoPolicyProps) {
    super(scope, id)
    Object.defineProperty(this, kind, { value: true })
    checkBreakGlass(this, props)
    const { organization, requireSso, breakGlassAdministrators, activation } = props
    this.organization = organization
    this.binding = new MortiseSsoPolicy(this, 'Default', {
      ...providerArgument(providerFor(this, organization.provider)),
      ...(activation ? { dependsOn: [activation.binding] } : {}),
      organization: organization.nameRef,
      requireSso,
      breakGlassAdministrators: breakGlassAdministrators && [...breakGlassAdministrators],
    })
  }
}

function checkBreakGlass(construct: Construct, props: SsoPolicyProps): void {
  if (!props.requireSso || (props.breakGlassAdministrators ?? []).length > 0) return
  throw new RefusedConstruct(construct, {
    code: 'break-glass-missing',
    owner: 'caller',
    detail: 'SSO is required, and nobody could enter if the IdP failed',
    remedy: 'Name at least one administrator whose password works.',
    source: 'W10a, T74',
    path: 'breakGlassAdministrators',
  })
}
