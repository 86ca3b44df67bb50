/** SP metadata out: our side of a connection, for an IdP to read. */
import { element, render } from './markup.js'
import { emailFormat, httpPost, md, samlp, unspecifiedFormat } from './names.js'
import { writeInstant } from './request.js'

export interface SpMetadataInput {
  readonly spEntityId: string
  /** Exactly one: more reply URLs lead IdPs into errors (S07). */
  readonly acsUrl: string
  /** @default - e-mail address, then unspecified */
  readonly nameIdFormats?: readonly string[]
  readonly validUntil?: Date
}

/** The EntityDescriptor of one connection's SP. Requests are not signed; Assertions are wanted signed. */
export function spMetadata(input: SpMetadataInput): string {
  const { nameIdFormats = [emailFormat, unspecifiedFormat] } = input
  const role = element(
    'md:SPSSODescriptor',
    {
      AuthnRequestsSigned: 'false',
      WantAssertionsSigned: 'true',
      protocolSupportEnumeration: samlp,
    },
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
