/** X.509 certificates as people and IdPs write them, brought to one spelling. Trusting them is the protocol houses' business. */
import { X509Certificate } from 'node:crypto'
import { Refusal } from './finding.js'

export interface CertificateFacts {
  readonly subject: string
  /** SHA-256 of the DER, lower-case hexadecimal. */
  readonly fingerprint: string
  readonly notBefore: Date
  readonly notAfter: Date
}

const malformed = (path?: string): Refusal =>
  new Refusal({
    code: 'certificate-malformed',
    owner: 'caller',
    detail: 'not an X.509 certificate in PEM or base64 DER',
    remedy:
      'Paste the certificate as the IdP shows or downloads it, with or without the BEGIN and END lines.',
    ...(path ? { path } : {}),
  })

function read(text: string, path?: string): X509Certificate {
  const base64 = text.replace(/-----(BEGIN|END) CERTIFICATE-----/g, '').replace(/\s+/g, '')
  if (!/^[A-Za-z0-9+/]{16,}={0,2}$/.test(base64)) throw malformed(path)
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'))
  } catch {
    throw malformed(path)
  }
}

/**
 * One spelling for every way of pasting a certificate: PEM, 64 columns, one trailing newline.
 * @throws Refusal `certificate-malformed`
 */
export function normalizeCertificate(text: string, path?: string): string {
  const lines =
    read(text, path)
      .raw.toString('base64')
      .match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

/** @throws Refusal `certificate-malformed` */
export function certificateFacts(text: string): CertificateFacts {
  const certificate = read(text)
  return {
    subject: certificate.subject.split('\n').join(', '),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
  }
}
