/** Setting a connection up by hand, as the set-up assistant asks and numbers it (S02, S03). */
import { idpTitles, type IdpKind } from './idp-kind.js'
import type { Protocol, ServicePreset } from './presets/index.js'

const protocolTitles: Readonly<Record<Protocol, string>> = {
  saml: 'SAML 2.0',
  oidc: 'OpenID Connect',
}

/** What an administrator is asked for of the IdP. */
export type SetupField =
  | 'idpMetadataUrl'
  | 'idpMetadataXml'
  | 'oktaDomain'
  | 'entraTenantId'
  | 'issuer'
  | 'clientId'
  | 'clientSecret'

export interface SetupChoice {
  /** IdP and protocol: `okta-oidc`. */
  readonly key: string
  readonly idpKind: IdpKind
  readonly protocol: Protocol
  readonly title: string
  /** Of the metadata fields one is enough; of an OpenID Connect choice all are asked. */
  readonly fields: readonly SetupField[]
}

const choice = (
  idpKind: IdpKind,
  protocol: Protocol,
  fields: readonly SetupField[],
): SetupChoice => ({
  ...{ key: `${idpKind}-${protocol}`, idpKind, protocol, fields },
  title: `${idpKind === 'other' ? 'Another identity provider' : idpTitles[idpKind]}, ${protocolTitles[protocol]}`,
})

const issuers = {
  'okta-domain': ['okta', 'oktaDomain'],
  'entra-tenant': ['entra', 'entraTenantId'],
  issuer: ['other', 'issuer'],
} as const

/** What the service's own page lets an administrator choose from: IdP and protocol, OpenID Connect first (S02). */
export function setupChoices({ registration }: ServicePreset): readonly SetupChoice[] {
  const oidc = registration.oidc.map(({ kind }) => {
    const [idpKind, named] = issuers[kind]
    return choice(idpKind, 'oidc', [named, 'clientId', 'clientSecret'])
  })
  const known: readonly IdpKind[] = ['okta', 'entra', 'google', 'jumpcloud', 'other']
  const saml = known.map((idpKind) => choice(idpKind, 'saml', ['idpMetadataUrl', 'idpMetadataXml']))
  return [...oidc, ...saml]
}

export type SetupStage =
  | 'create-application'
  | 'configure-connection'
  | 'mapping'
  | 'assign-access'
  | 'test'
  | 'provisioning'
  | 'enable'

/** The stages in their order, with the words of S03; sign-in before provisioning (S02), both before it is enabled (S06). */
export function setupStages(
  { scim }: Pick<ServicePreset, 'scim'>,
  protocol: Protocol,
): readonly { readonly stage: SetupStage; readonly title: string }[] {
  const isOidc = protocol === 'oidc'
  return [
    { stage: 'create-application', title: 'Create application' },
    { stage: 'configure-connection', title: 'Configure connection' },
    { stage: 'mapping', title: isOidc ? 'Claims Mapping' : 'Attribute Mapping' },
    ...(isOidc ? [{ stage: 'assign-access', title: 'Assign Access' } as const] : []),
    { stage: 'test', title: 'Test SSO' },
    ...(scim ? [{ stage: 'provisioning', title: 'Provisioning' } as const] : []),
    { stage: 'enable', title: 'Enable Connection' },
  ]
}
