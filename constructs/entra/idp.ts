/** Entra as the IdP of a Federation, and as the IdP behind a broker. */
import { Construct } from 'constructs'
import type { Claims } from '../claims.js'
import type { Federation } from '../federation.js'
import type {
  BrokeredIdpFacts,
  IBrokeredIdp,
  ISamlIdp,
  ProvisioningRequest,
  SamlAppRequest,
  SamlIdpBinding,
} from '../idp.js'
import { RefusedConstruct } from '../refusal.js'
import type { EntraAppOptions } from './assignments.js'
import { samlGroupClaimName } from './group-claims.js'
import type { EntraOidcApp } from './oidc-app.js'
import { EntraProvisioning } from './provisioning.js'
import { EntraSamlApp, type EntraSamlAppOptions } from './saml-app.js'

/**
 * Microsoft Entra ID.
 *
 * Logical ids (public API): an {@link EntraSamlApp} `App` below the federation's `Idp`, or below the broker's `Upstream`.
 */
export class EntraIdp implements ISamlIdp, IBrokeredIdp {
  /** For services that treat one IdP differently from another. */
  readonly idpKind = 'entra'

  /** The app that an EntraIdp made for a federation: for provisioning, and as escape hatch. */
  static appOf(federation: Federation): EntraSamlApp {
    const app = federation.node.tryFindChild('Idp')?.node.tryFindChild('App')
    if (EntraSamlApp.isEntraSamlApp(app)) return app
    throw new RefusedConstruct(federation, {
      code: 'no-entra-app',
      owner: 'caller',
      detail: 'the IdP of this federation is not an EntraIdp',
      remedy: 'Ask a federation whose idp is an EntraIdp.',
    })
  }

  constructor(private readonly options: EntraSamlAppOptions = {}) {}

  /** Entra's group claim has one name; the connection's mapping follows it. */
  settleClaims(claims: Claims, fields: readonly string[]): Claims {
    if (!fields.includes('groups')) return claims
    if (claims.groups === false || claims.groups?.name !== undefined) return claims
    return { ...claims, groups: { ...claims.groups, name: samlGroupClaimName } }
  }

  bindSaml(scope: Construct, request: SamlAppRequest): SamlIdpBinding {
    const app = new EntraSamlApp(scope, 'App', { ...this.options, ...request })
    // Before there is a certificate, the metadata has none; read then, the service would trust nobody.
    return {
      trust: { idpMetadataUrl: app.metadataUrl },
      dependsOn: [app.certificate],
      provision: provisionBy(app, this.options),
    }
  }

  bindBroker(scope: Construct, request: SamlAppRequest): BrokeredIdpFacts {
    const claims = { ...request.claims }
    const groups =
      claims.groups === false ? false : { identifier: 'objectId' as const, ...claims.groups }
    const app = new EntraSamlApp(scope, 'App', {
      displayName: 'Okta',
      ...this.options,
      ...request,
      claims: { ...claims, groups },
    })
    return {
      entityId: app.idpEntityId,
      ssoUrl: app.idpSsoUrl,
      certificate: app.certificate.value,
    }
  }
}

/** Secret and job at the very app that carries sign-in (T04). */
export const provisionBy =
  (app: EntraSamlApp | EntraOidcApp, { provider }: EntraAppOptions) =>
  (scope: Construct, id: string, { tokenFrom: _, ...request }: ProvisioningRequest): void => {
    new EntraProvisioning(scope, id, { ...request, app, ...(provider ? { provider } : {}) })
  }
