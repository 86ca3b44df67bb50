/** Responses of a real one's size, and our validation of them: what a bench compares with its peers. */
import { certificate, encode, expected, goodXml, mutate, now, signBoth } from '../../saml/forge.js'

// As it is built and served: the loader that runs this bench wraps every inner function for its name's sake.
const built = new URL('../../../dist/src/saml/index.js', import.meta.url).href
const { verifyResponse } = (await import(built)) as typeof import('../../../src/saml/index.js')

export interface Measured {
  /** The form field SAMLResponse; Response and Assertion signed, RSA-SHA256, 2048 bits. */
  readonly samlResponse: string
  /** Of the XML. */
  readonly bytes: number
}

/** What a peer must be told to believe the same Responses. */
export const relyingOn = {
  acsUrl: expected.acsUrl,
  spEntityId: expected.spEntityId,
  idpEntityId: expected.idpEntityId,
  idpCertificate: certificate('idp'),
  /** The Responses are good at this moment only. */
  now,
} as const

const groupNamed = (index: number): string =>
  `<saml:AttributeValue>Department ${String(index).padStart(4, '0')} / Members</saml:AttributeValue>`

export function responseWith(groups: number): Measured {
  const values = Array.from({ length: groups }, (_, index) => groupNamed(index)).join('')
  const xml = signBoth(
    mutate(goodXml, '<saml:AttributeValue>Engineers</saml:AttributeValue>', values),
  )
  return { samlResponse: encode(xml), bytes: Buffer.byteLength(xml) }
}

/** 9 KB: what was measured of the peers. */
export const usualGroups = 42

/** All checks, both signatures. @throws Error unless the person is named */
export function validate({ samlResponse }: Measured): void {
  const wanting = { ...expected, signed: 'both' } as const
  const { nameId } = verifyResponse({ samlResponse, expected: wanting, now })
  if (nameId !== 'ada@example.com') throw new Error('verified somebody else')
}
