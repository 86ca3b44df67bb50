/** From what a browser or a program asked for to a signed Response. HTTP and pages are for others. */
import { isSecureUrl, Refusal } from '../core/index.js'
import { parseAuthnRequest } from '../saml/index.js'
import type { Apps } from './apps.js'
import { encryptAssertion, type EncryptTo } from './encrypt.js'
import type { Identity, Site } from './identity.js'
import { people, personNamed, type Person } from './people.js'
import { unsignedResponse } from './response.js'
import type { SamlMisbehaviour, Signer } from './saml-misbehaviours.js'
import { signAssertion, signResponse } from './sign.js'
import { checkRequestSignature } from './verify-request.js'

/** What arrived, from either binding, from the sign-in page, or from a program. */
export interface Asked {
  readonly SAMLRequest?: string | undefined
  readonly RelayState?: string | undefined
  /** How SAMLRequest came: only HTTP-Redirect compresses it. @default 'redirect' */
  readonly binding?: 'redirect' | 'post' | undefined
  /** Of a signed HTTP-Redirect request. */
  readonly SigAlg?: string | undefined
  readonly Signature?: string | undefined
  /** Without a SAMLRequest: where to send an IdP-initiated Response, and for whom. */
  readonly acsUrl?: string | undefined
  readonly audience?: string | undefined
}

/** A sign-in that may be answered once somebody says who they are. */
export interface SignIn {
  readonly acsUrl: string
  readonly audience: string
  readonly inResponseTo: string | undefined
  /** Whether the service wants the person asked again. */
  readonly forceAuthn: boolean
  readonly relayState: string | undefined
}

/** What the browser posts to the ACS. Field names are the binding's. */
export interface Answer {
  readonly acsUrl: string
  readonly SAMLResponse: string
  readonly RelayState?: string
}

const refuse = (code: string, detail: string, remedy: string): Refusal =>
  new Refusal({ code, owner: 'caller', detail, remedy })

function checkAcsUrl(acsUrl: string | undefined): string {
  if (acsUrl !== undefined && isSecureUrl(acsUrl)) return acsUrl
  throw refuse(
    'acs-url-insecure',
    `AssertionConsumerServiceURL is ${JSON.stringify(acsUrl ?? null)}`,
    'Name the ACS in the AuthnRequest: an https URL, or http on loopback.',
  )
}

function checkDestination(destination: string | undefined, site: Site): void {
  if (destination === undefined || destination === site.ssoUrl) return
  throw refuse(
    'destination-mismatch',
    `the AuthnRequest is for ${destination}, this is ${site.ssoUrl}`,
    'Give the connection the metadata of this practice IdP again: it changes with every start.',
  )
}

function requested(samlRequest: string, asked: Asked, { site, apps }: Registered): SignIn {
  const { binding = 'redirect', RelayState, SigAlg, Signature } = asked
  const request = parseAuthnRequest(samlRequest, binding)
  checkDestination(request.destination, site)
  const app = apps.find(request.issuer)
  const arrived = { parameter: 'SAMLRequest', message: samlRequest } as const
  if (app) checkRequestSignature({ ...arrived, binding, RelayState, SigAlg, Signature }, app)
  return {
    acsUrl: checkAcsUrl(request.acsUrl),
    audience: request.issuer,
    inResponseTo: request.id,
    forceAuthn: request.forceAuthn,
    relayState: asked.RelayState,
  }
}

interface Registered {
  readonly site: Site
  readonly apps: Apps
}

/** @throws Refusal when the request cannot be answered */
export function readSignIn(asked: Asked, registered: Registered): SignIn {
  if (asked.SAMLRequest !== undefined) return requested(asked.SAMLRequest, asked, registered)
  if (asked.acsUrl === undefined || !asked.audience) {
    throw refuse(
      'request-missing',
      'neither SAMLRequest nor acsUrl with audience came',
      'Begin at the service; or send acsUrl and audience for an IdP-initiated sign-in.',
    )
  }
  return {
    acsUrl: checkAcsUrl(asked.acsUrl),
    audience: asked.audience,
    inResponseTo: undefined,
    forceAuthn: false,
    relayState: asked.RelayState,
  }
}

/** @throws Refusal `person-unknown` */
export function getPerson(login: string | undefined): Person {
  const person = personNamed(login ?? '')
  if (person) return person
  throw refuse(
    'person-unknown',
    `nobody is called ${JSON.stringify(login ?? null)}`,
    `Choose one of: ${people.map((it) => it.login).join(', ')}.`,
  )
}

interface Means {
  readonly site: Site
  readonly identity: Identity
  /** A key nobody knows, and its certificate. */
  readonly stranger: () => Promise<Identity>
  readonly apps: Apps
  readonly now: Date
  readonly misbehaviour?: SamlMisbehaviour | undefined
}

async function identityOf(signer: Signer, { identity, stranger }: Means): Promise<Identity> {
  if (signer === 'stranger') return stranger()
  if (signer === 'forger') return { ...(await stranger()), certificate: identity.certificate }
  return identity
}

/** To whom the Assertion is encrypted, if at all: the app as it is registered, or a stranger by misbehaviour. */
async function recipientOf(audience: string, means: Means): Promise<EncryptTo | undefined> {
  const { encryptedToStranger } = means.misbehaviour ?? {}
  if (encryptedToStranger) {
    const { certificate } = await means.stranger()
    return { certificate, encryption: encryptedToStranger, oaep: 'sha256' }
  }
  const app = means.apps.find(audience)
  const [certificate] = app?.encryptionCertificates ?? []
  if (!app?.encryption || certificate === undefined) return undefined
  return { certificate, encryption: app.encryption, oaep: app.oaep }
}

async function sealed(xml: string, audience: string, means: Means): Promise<string> {
  const signer = means.misbehaviour?.signer ?? 'idp'
  const signs = signer !== 'nobody'
  const identity = await identityOf(signer, means)
  const inner = signs ? signAssertion(xml, identity) : xml
  const recipient = await recipientOf(audience, means)
  const encrypted = recipient ? await encryptAssertion(inner, recipient) : inner
  return signs ? signResponse(encrypted, identity) : encrypted
}

const asItIs = (xml: string): string => xml

export async function answerFor(signIn: SignIn, person: Person, means: Means): Promise<Answer> {
  const { acsUrl, audience, inResponseTo, relayState } = signIn
  const { site, now, misbehaviour } = means
  const { unsigned = asItIs, signed = asItIs } = misbehaviour ?? {}
  const input = { person, idpEntityId: site.entityId, acsUrl, audience, inResponseTo, now }
  const xml = signed(await sealed(unsigned(unsignedResponse(input)), audience, means))
  return {
    acsUrl,
    SAMLResponse: Buffer.from(xml).toString('base64'),
    ...(relayState === undefined ? {} : { RelayState: relayState }),
  }
}
