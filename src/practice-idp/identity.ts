/** Who the practice IdP is: its key and certificate, new at every start, and its URLs. */
import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { selfSignedCertificate } from '../saml/index.js'

export interface Identity {
  readonly privateKey: KeyObject
  /** PEM. */
  readonly certificate: string
}

export interface Site {
  readonly url: string
  readonly metadataUrl: string
  readonly ssoUrl: string
  readonly sloUrl: string
  /** The metadata URL, as many products do: whoever knows the name can find the document. */
  readonly entityId: string
  /** OpenID Connect's name for it. */
  readonly issuer: string
  /** Below which its OpenID Connect endpoints are. */
  readonly oidcUrl: string
}

/** @param issuer - the name it goes by @default - its own address */
export const siteAt = (url: string, issuer = `${url}/oidc`): Site => ({
  url,
  metadataUrl: `${url}/metadata`,
  ssoUrl: `${url}/sso`,
  sloUrl: `${url}/slo`,
  entityId: `${url}/metadata`,
  issuer,
  oidcUrl: `${url}/oidc`,
})

const day = 24 * 60 * 60 * 1000

/** Good from yesterday, so that clocks may differ, and for a month: a practice IdP is started anew. */
export async function createIdentity(now: Date): Promise<Identity> {
  const pair = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const certificate = selfSignedCertificate({
    commonName: 'Mortise practice IdP',
    ...pair,
    notBefore: new Date(now.getTime() - day),
    notAfter: new Date(now.getTime() + 30 * day),
  })
  return { privateKey: pair.privateKey, certificate }
}
