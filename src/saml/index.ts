/** SAML 2.0 as functions: bytes, keys, expectations and the clock in; an Assertion or a Refusal out. Pure: no clock, no network, no disk, no memory of what it saw. */
export { type CatalogueRow, signInRefusals } from './catalogue.js'
export { checks } from './checks.js'
export { durationOf } from './duration.js'
export { requestExpired, requestUnknown, responseReplayed } from './faults.js'
export { unverifiedIssuerOf } from './issuer.js'
export { element, type Markup, render } from './markup.js'
export { type IdpMetadata, parseIdpMetadata, type ParseIdpMetadataOptions } from './metadata.js'
export type { OutgoingMessage } from './binding.js'
export {
  authnRequest,
  type AuthnRequestSending,
  authnRequestXml,
  parseAuthnRequest,
  type UnverifiedAuthnRequest,
  writeInstant,
} from './request.js'
export {
  type Assertion,
  type ExpectedResponse,
  verifyResponse,
  type VerifyResponseInput,
} from './response.js'
export type { SignaturePolicy } from './signed.js'
export { type CertificateInput, selfSignedCertificate } from './self-signed.js'
export { parseSpMetadata, type SpFacts } from './read-sp-metadata.js'
export { type SigningKey } from './sign.js'
export { keyDescriptor, spMetadata, type SpMetadataInput } from './sp-metadata.js'
export { readUnverifiedResponse, type UnverifiedResponse } from './unverified.js'
