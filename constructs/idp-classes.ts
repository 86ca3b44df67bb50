/** The IdPs with a Terraform provider, for the door that has everything. */
import type * as entra from './entra/index.js'
import type * as okta from './okta/index.js'
import { classOf, type LoadDoor } from './on-first-use.js'

/** Every class of both doors. */
export function idpClasses(load: LoadDoor) {
  const oktas = classOf<typeof okta>(load, 'okta', '@cdktf/provider-okta')
  const entras = classOf<typeof entra>(load, 'entra', '@cdktf/provider-azuread')
  return {
    OktaCatalogueProvisioning: oktas('OktaCatalogueProvisioning'),
    OktaIdp: oktas('OktaIdp'),
    OktaInboundIdp: oktas('OktaInboundIdp'),
    OktaOidcApp: oktas('OktaOidcApp'),
    OktaOidcIdp: oktas('OktaOidcIdp'),
    OktaProvisioning: oktas('OktaProvisioning'),
    OktaSamlApp: oktas('OktaSamlApp'),
    EntraGroupClaims: entras('EntraGroupClaims'),
    EntraIdp: entras('EntraIdp'),
    EntraOidcApp: entras('EntraOidcApp'),
    EntraOidcIdp: entras('EntraOidcIdp'),
    EntraProvisioning: entras('EntraProvisioning'),
    EntraSamlApp: entras('EntraSamlApp'),
  }
}
