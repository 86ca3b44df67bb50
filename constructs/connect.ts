/** The joint of a Federation, by either protocol: the IdP's app from endpoints, then the connection from what the app exports. */
import { dependable } from 'cdktf'
import { Construct } from 'constructs'
import { mappingOf, type Claims } from './claims.js'
import type { FederationProps } from './federation.js'
import type { IdpBinding, IOidcIdp, ISamlIdp } from './idp.js'
import { resolveOidcClaims } from './oidc-claims.js'
import { RefusedConstruct } from './refusal.js'
import { presetFor } from './service-provider/checks.js'
import { OidcConnection, SamlConnection } from './service-provider/index.js'
import { settingsIn } from './service-provider/settings.js'

/** Both sides, built. */
export interface Joint<C extends SamlConnection | OidcConnection> {
  readonly connection: C
  readonly binding: IdpBinding
  readonly claims: Claims
}

/** The IdP's own kind, unless the program says another. */
const settingsOf = ({ idpKind }: Pick<ISamlIdp, 'idpKind'>, props: FederationProps) => ({
  ...(idpKind ? { idpKind } : {}),
  ...settingsIn(props),
})

const jitOf = ({ justInTimeProvisioning }: FederationProps) =>
  justInTimeProvisioning === undefined ? {} : { justInTimeProvisioning }

/** By SAML 2.0. */
export function connectSaml(
  scope: Construct,
  idp: ISamlIdp,
  props: FederationProps,
): Joint<SamlConnection> {
  const { organization, name, fullName = false, policy } = props
  const fields = presetFor(scope, organization.preset).fields.map(({ field }) => field)
  const claims = idp.settleClaims(props.claims ?? {}, fields)
  const mapping = mappingOf(claims)
  const common = {
    organization,
    ...settingsOf(idp, props),
    ...(Object.keys(mapping).length > 0 ? { attributeMapping: mapping } : {}),
  }
  const ahead = SamlConnection.fromSamlConnectionName(scope, 'Ahead', name, common)
  const app = new Construct(scope, 'Idp')
  const binding = idp.bindSaml(app, { connection: ahead, claims, fullName })
  const { trust, dependsOn = [] } = binding
  const connection = new SamlConnection(scope, 'Connection', {
    ...{ ...common, name, ...trust },
    ...(policy ? { policy } : {}),
    ...jitOf(props),
  })
  if (dependsOn.length > 0) connection.binding.dependsOn = dependsOn.map(dependable)
  return { connection, binding, claims }
}

/** By OpenID Connect. @throws RefusedConstruct `policy-unused` */
export function connectOidc(
  scope: Construct,
  idp: IOidcIdp,
  props: FederationProps,
): Joint<OidcConnection> {
  const { organization, name } = props
  const claims = idp.settleClaims?.(scope, props.claims ?? {}) ?? props.claims ?? {}
  if (props.policy) throw new RefusedConstruct(scope, policyUnused)
  const { attributeMapping, groups } = resolveOidcClaims(scope, organization, claims)
  const common = { organization, attributeMapping, ...settingsOf(idp, props) }
  const ahead = OidcConnection.fromOidcConnectionName(scope, 'Ahead', name, common)
  const app = new Construct(scope, 'Idp')
  const binding = idp.bindOidc(app, { connection: ahead, ...(groups ? { groups } : {}) })
  const { trust, dependsOn = [] } = binding
  const connection = new OidcConnection(scope, 'Connection', {
    ...{ ...common, name, ...trust },
    ...jitOf(props),
  })
  if (dependsOn.length > 0) connection.binding.dependsOn = dependsOn.map(dependable)
  return { connection, binding, claims }
}

const policyUnused = {
  code: 'policy-unused',
  owner: 'caller',
  detail: 'the policy is about SAML, and this federation speaks OpenID Connect',
  remedy: 'Leave policy out.',
  path: 'policy',
} as const
