/** An OpenID Connect IdP without a Terraform provider: the app's side, told. The connection joins when the provider has a resource for it. */
import { Construct } from 'constructs'
import { ManualStep } from '../manual-step.js'
import type { IdpConsole } from './console.js'

/** What a CustomOidcIdp is made of. */
export interface CustomOidcIdpProps {
  /** The IdP's issuer, exactly as its discovery document has it. */
  readonly issuer: string
  /** Where it sends the person back: exactly one. */
  readonly redirectUri: string
  /** Label of the app at the IdP. */
  readonly label: string
  /** Whose console it is. @default - any IdP's */
  readonly console?: Pick<IdpConsole, 'title'>
  /** Name of the claim that carries the groups. @default - none is asked for */
  readonly groupClaim?: string
  /** Name of the connection. @default - none */
  readonly connectionName?: string
}

/**
 * The step that creates the client at an IdP told by hand.
 *
 * Logical ids (public API): step `CreateClient` below `<id>`.
 */
export class CustomOidcIdp extends Construct {
  /** The IdP's issuer. */
  readonly issuer: string
  /** Its discovery document. */
  readonly discoveryUrl: string

  constructor(scope: Construct, id: string, props: CustomOidcIdpProps) {
    super(scope, id)
    this.issuer = props.issuer
    this.discoveryUrl = `${props.issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`
    new ManualStep(this, 'CreateClient', {
      title: 'create the client',
      idp: props.console?.title ?? 'The identity provider',
      ...(props.connectionName === undefined ? {} : { connection: props.connectionName }),
      when: 'before-apply',
      path: [`Create a confidential OpenID Connect client named ${props.label}`],
      values: [
        { field: 'Redirect URI, the only one', value: props.redirectUri },
        { field: 'Flow', value: 'authorization code, with PKCE' },
        { field: 'Scopes', value: 'openid profile email' },
        ...(props.groupClaim === undefined
          ? []
          : [{ field: 'Groups claim in the ID Token', value: props.groupClaim }]),
        { field: 'Client secret', secret: 'made by the identity provider; keep it for Terraform' },
      ],
      proof: { event: 'attributes', detail: 'a sign-in brings an ID Token of this issuer' },
      source: 'S20, S21',
    })
  }
}
