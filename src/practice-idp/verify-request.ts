/** Whether a service signed what it asks: HTTP-Redirect by node:crypto, HTTP-POST by xml-crypto, so that no code of the service judges itself. */
import { verify, X509Certificate } from 'node:crypto'
import { DOMParser } from '@xmldom/xmldom'
import { SignedXml } from 'xml-crypto'
import { Refusal } from '../core/index.js'
import type { App } from './apps.js'

const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
const dsig = 'http://www.w3.org/2000/09/xmldsig#'

/** A message as it came. */
export interface Arrived {
  readonly parameter: 'SAMLRequest' | 'SAMLResponse'
  readonly message: string
  readonly binding: 'redirect' | 'post'
  readonly RelayState: string | undefined
  readonly SigAlg: string | undefined
  readonly Signature: string | undefined
}

const refuse = (code: string, detail: string, remedy: string): Refusal =>
  new Refusal({ code, owner: 'caller', detail, remedy })

const bad = (entityId: string): Refusal =>
  refuse(
    'request-signature-invalid',
    `no signing key in the metadata of ${entityId} made this signature`,
    'Register the app again with its metadata of now.',
  )

const missing = (entityId: string): Refusal =>
  refuse(
    'request-signature-missing',
    `${entityId} must sign its requests, and this one is not signed`,
    'Let the service sign: policy.sign_requests, or register the app without requireSigned.',
  )

const part = (name: string, value: string | undefined): readonly string[] =>
  value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]

function querySigned({ SigAlg, Signature, ...arrived }: Arrived, app: App): boolean {
  if (SigAlg === undefined || Signature === undefined) throw missing(app.entityId)
  const signed = [
    ...part(arrived.parameter, arrived.message),
    ...part('RelayState', arrived.RelayState),
    ...part('SigAlg', SigAlg),
  ].join('&')
  const value = Buffer.from(Signature, 'base64')
  return (
    SigAlg === rsaSha256 &&
    app.signingCertificates.some((pem) =>
      verify('sha256', Buffer.from(signed), new X509Certificate(pem).publicKey, value),
    )
  )
}

function messageSigned({ message }: Arrived, app: App): boolean {
  const xml = Buffer.from(message, 'base64').toString()
  const document = new DOMParser().parseFromString(xml, 'text/xml')
  const [signature] = [...document.getElementsByTagNameNS(dsig, 'Signature')]
  if (!signature) throw missing(app.entityId)
  return app.signingCertificates.some((publicCert) => {
    const verifier = new SignedXml({ publicCert })
    verifier.loadSignature(signature as unknown as Node)
    try {
      return verifier.checkSignature(xml) && verifier.getSignedReferences().length === 1
    } catch {
      return false
    }
  })
}

const isSigned = ({ binding, message, Signature }: Arrived): boolean =>
  binding === 'redirect'
    ? Signature !== undefined
    : Buffer.from(message, 'base64').includes('SignatureValue')

/** @throws Refusal `request-signature-missing` or `request-signature-invalid` */
export function checkRequestSignature(
  arrived: Arrived,
  app: App,
  demand: 'required' | 'if-there' = 'if-there',
): void {
  if (demand === 'if-there' && !app.requireSigned && !isSigned(arrived)) return
  const holds =
    arrived.binding === 'redirect' ? querySigned(arrived, app) : messageSigned(arrived, app)
  if (!holds) throw bad(app.entityId)
}
