/** `mortise/constructs` for CommonJS: everything in one door, the IdPs' classes loaded when they are first used. */
import type * as entra from './entra/index.js'
import { idpClasses } from './idp-classes.js'
import type * as okta from './okta/index.js'

export * from './index.js'
export type * from './entra/index.js'
export type * from './okta/index.js'

// This file is compiled to CommonJS only; an import could not wait for the first use.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const load = (door: string): unknown => require(`./${door}/index.js`)

export const {
  EntraGroupClaims,
  EntraIdp,
  EntraOidcApp,
  EntraOidcIdp,
  EntraProvisioning,
  EntraSamlApp,
  OktaCatalogueProvisioning,
  OktaIdp,
  OktaInboundIdp,
  OktaOidcApp,
  OktaOidcIdp,
  OktaProvisioning,
  OktaSamlApp,
} = idpClasses(load)

export type EntraGroupClaims = entra.EntraGroupClaims
export type EntraIdp = entra.EntraIdp
export type EntraOidcApp = entra.EntraOidcApp
export type EntraOidcIdp = entra.EntraOidcIdp
export type EntraProvisioning = entra.EntraProvisioning
export type EntraSamlApp = entra.EntraSamlApp
export type OktaCatalogueProvisioning = okta.OktaCatalogueProvisioning
export type OktaIdp = okta.OktaIdp
export type OktaInboundIdp = okta.OktaInboundIdp
export type OktaOidcApp = okta.OktaOidcApp
export type OktaOidcIdp = okta.OktaOidcIdp
export type OktaProvisioning = okta.OktaProvisioning
export type OktaSamlApp = okta.OktaSamlApp
