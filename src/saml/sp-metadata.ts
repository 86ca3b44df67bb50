/** SP metadata out: our side of a connection, for an IdP to read. */
import { element, type Markup, render } from './markup.js'
import { ds, emailFormat, httpPost, httpRedirect, md, samlp, unspecifiedFormat } from './names.js'
import { writeInstant } from './request.js'

export interface SpMetadataInput {
  readonly spEntityId: string
  /** Exactly one: more reply URLs lead IdPs into errors (S07). */
  readonly acsUrl: string
  /** Certificates of our keys, PEM: those in use first, then those that will be. @default - none */
  readonly keys?: {
    readonly signing: readonly string[]
    readonly encryption: readonly string[]
  }
  /** Where LogoutRequests and LogoutResponses go, by either binding. @default - no single logout */
  readonly sloUrl?: string
  /** Whether our AuthnRequests are signed. @default false */
  readonly signsRequests?: boolean
  /** @default - e-mail address, then unspecified */
  readonly nameIdFormats?: readonly string[]
  readonly validUntil?: Date
}

/** What stands between the lines of a PEM file. */
export const bareBase64 = (pem: string): string =>
  pem.replace(/-----(BEGIN|END) CERTIFICATE-----|\s/g, '')

/** Metadata §2.4.1.1: every key says what it is for, so that nobody encrypts to the one that signs. */
export const keyDescriptor = (use: 'signing' | 'encryption', certificate: string): Markup =>
  element(
    'md:KeyDescriptor',
    { use },
    element(
      'ds:KeyInfo',
      { 'xmlns:ds': ds },
      element('ds:X509Data', {}, element('ds:X509Certificate', {}, bareBase64(certificate))),
    ),
  )

/** The EntityDescriptor of one connection's SP. Assertions are wanted signed. */
export function spMetadata(input: SpMetadataInput): string {
  const { nameIdFormats = [emailFormat, unspecifiedFormat], keys, sloUrl } = input
  const logoutServices = [httpRedirect, httpPost].map((binding) =>
    element('md:SingleLogoutService', { Binding: binding, Location: sloUrl }),
  )
  const role = element(
    'md:SPSSODescriptor',
    {
      AuthnRequestsSigned: String(input.signsRequests ?? false),
      WantAssertionsSigned: 'true',
      protocolSupportEnumeration: samlp,
    },
    ...(keys?.signing ?? []).map((certificate) => keyDescriptor('signing', certificate)),
    ...(keys?.encryption ?? []).map((certificate) => keyDescriptor('encryption', certificate)),
    ...(sloUrl === undefined ? [] : logoutServices),
    ...nameIdFormats.map((format) => element('md:NameIDFormat', {}, format)),
    element('md:AssertionConsumerService', {
      Binding: httpPost,
      Location: input.acsUrl,
      index: '0',
      isDefault: 'true',
    }),
  )
  const attributes = {
    'xmlns:md': md,
    entityID: input.spEntityId,
    validUntil: input.validUntil && writeInstant(input.validUntil),
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${render(element('md:EntityDescriptor', attributes, role))}\n`
}
