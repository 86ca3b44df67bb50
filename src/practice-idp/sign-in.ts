/** From what a browser or a program asked for to a signed Response. HTTP and pages are for others. */
import { isSecureUrl, Refusal } from '../core/index.js'
import { parseAuthnRequest } from '../saml/index.js'
import type { Identity, Site } from './identity.js'
import { people, personNamed, type Person } from './people.js'
import { unsignedResponse } from './response.js'
import type { SamlMisbehaviour, Signer } from './saml-misbehaviours.js'
import { signResponse } from './sign.js'

/** What arrived, from either binding, from the sign-in page, or from a program. */
export interface Asked {
  readonly SAMLRequest?: string | undefined
  readonly RelayState?: string | undefined
  /** How SAMLRequest came: only HTTP-Redirect compresses it. @default 'redirect' */
  readonly binding?: 'redirect' | 'post' | undefined
  /** Without a SAMLRequest: where to send an IdP-initiated Response, and for whom. */
  readonly acsUrl?: string | undefined
  readonly audience?: string | undefined
}

/** A sign-in that may be answered once somebody says who they are. */
export interface SignIn {
  readonly acsUrl: string
  readonly audience: string
  readonly inResponseTo: string | undefined
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

function requested(samlRequest: string, asked: Asked, site: Site): SignIn {
  const request = parseAuthnRequest(samlRequest, asked.binding ?? 'redirect')
  checkDestination(request.destination, site)
  return {
    acsUrl: checkAcsUrl(request.acsUrl),
    audience: request.issuer,
    inResponseTo: request.id,
    relayState: asked.RelayState,
  }
}

/** @throws Refusal when the request cannot be answered */
export function readSignIn(asked: Asked, site: Site): SignIn {
  if (asked.SAMLRequest !== undefined) return requested(asked.SAMLRequest, asked, site)
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
  readonly now: Date
  readonly misbehaviour?: SamlMisbehaviour | undefined
}

async function signedAs(xml: string, signer: Signer, means: Means): Promise<string> {
  const { identity, stranger } = means
  switch (signer) {
    case 'idp':
      return signResponse(xml, identity)
    case 'nobody':
      return xml
    case 'stranger':
      return signResponse(xml, await stranger())
    case 'forger':
      return signResponse(xml, { ...(await stranger()), certificate: identity.certificate })
  }
}

const asItIs = (xml: string): string => xml

export async function answerFor(signIn: SignIn, person: Person, means: Means): Promise<Answer> {
  const { acsUrl, audience, inResponseTo, relayState } = signIn
  const { site, now, misbehaviour } = means
  const { unsigned = asItIs, signed = asItIs, signer = 'idp' } = misbehaviour ?? {}
  const input = { person, idpEntityId: site.entityId, acsUrl, audience, inResponseTo, now }
  const xml = signed(await signedAs(unsigned(unsignedResponse(input)), signer, means))
  return {
    acsUrl,
    SAMLResponse: Buffer.from(xml).toString('base64'),
    ...(relayState === undefined ? {} : { RelayState: relayState }),
  }
}
