/**
 * `mortise/constructs` for ES modules: everything in one door, the IdPs' classes loaded when they are first used. ES modules
 * cannot be loaded while a constructor waits; those classes come as CommonJS, which is the same to whoever uses them.
 */
import { createRequire } from 'node:module'
import type * as entra from './entra/index.js'
import { idpClasses } from './idp-classes.js'
import type * as okta from './okta/index.js'

export * from './index.js'
export type * from './entra/index.js'
export type * from './okta/index.js'

const require = createRequire(import.meta.url)
const load = (door: string): unknown => require(`../cjs/constructs/${door}/index.js`)

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
