/**
 * SSO connections as code: the CDKTF library. It describes both sides of the joint; Terraform builds them.
 * What a valid organization or connection is, `core` says; what becomes of it, the provider does.
 */
export * as bindings from './bindings/index.js'
export * from './service-provider/index.js'
