/** Encrypting an Assertion as IdPs do, by xml-encryption, which shares no code with what opens it. */
import encryption from 'xml-encryption'
import type { Encryption } from './apps.js'

const xenc = 'http://www.w3.org/2001/04/xmlenc#'
const xenc11 = 'http://www.w3.org/2009/xmlenc11#'

const uriOf = (name: Encryption): string => (name.endsWith('gcm') ? xenc11 : xenc) + name

const transports = {
  sha1: { keyEncryptionAlgorithm: `${xenc}rsa-oaep-mgf1p`, keyEncryptionDigest: 'sha1' },
  sha256: {
    keyEncryptionAlgorithm: `${xenc11}rsa-oaep`,
    keyEncryptionDigest: 'sha256',
    keyEncryptionMgf: `${xenc11}mgf1sha256`,
  },
} as const

export interface EncryptTo {
  /** PEM. */
  readonly certificate: string
  readonly encryption: Encryption
  readonly oaep: 'sha1' | 'sha256'
}

function encrypted(content: string, { certificate, encryption: name, oaep }: EncryptTo) {
  return new Promise<string>((resolve, reject) => {
    const options = {
      rsa_pub: certificate,
      pem: certificate,
      encryptionAlgorithm: uriOf(name),
      ...transports[oaep],
      // Asked for by whoever rehearses; whether it is wise is for the service to say.
      disallowEncryptionWithInsecureAlgorithm: false,
      warnInsecureAlgorithm: false,
    }
    encryption.encrypt(content, options, (error, result) =>
      error ? reject(error) : resolve(result),
    )
  })
}

const assertion = /<saml:Assertion .*<\/saml:Assertion>/s

/** The Response with its Assertion in an EncryptedAssertion. */
export async function encryptAssertion(xml: string, to: EncryptTo): Promise<string> {
  const [found] = assertion.exec(xml) ?? []
  if (found === undefined) return xml
  // Taken out of the Response, it must declare its prefix itself. Exclusive canonicalization sees no difference.
  const alone = found.replace(
    '<saml:Assertion ',
    '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ',
  )
  const data = await encrypted(alone, to)
  return xml.replace(assertion, () => `<saml:EncryptedAssertion>${data}</saml:EncryptedAssertion>`)
}
