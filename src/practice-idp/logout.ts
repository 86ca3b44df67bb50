/** Single logout at the practice IdP: it believes registered apps that sign, and asks them, signed, when told to. Keeps no sessions: everybody is signed in nowhere. */
import { randomBytes, sign } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import * as z from 'zod/mini'
import { parseWith, Refusal } from '../core/index.js'
import { element, type Markup, readLogoutRequest, render, writeInstant } from '../saml/index.js'
import type { App, Apps } from './apps.js'
import type { Identity, Site } from './identity.js'
import { signLogout } from './sign.js'
import { type Arrived, checkRequestSignature } from './verify-request.js'

const samlp = 'urn:oasis:names:tc:SAML:2.0:protocol'
const saml = 'urn:oasis:names:tc:SAML:2.0:assertion'
const success = 'urn:oasis:names:tc:SAML:2.0:status:Success'
const partial = 'urn:oasis:names:tc:SAML:2.0:status:PartialLogout'
const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'

/** For the browser to carry to the service. */
export type Carried =
  | { readonly binding: 'redirect'; readonly location: string }
  | { readonly binding: 'post'; readonly action: string; readonly fields: Record<string, string> }

export interface LogoutMeans {
  readonly apps: Apps
  readonly site: Site
  readonly identity: Identity
  readonly now: Date
}

const refuse = (code: string, detail: string, remedy: string): Refusal =>
  new Refusal({ code, owner: 'caller', detail, remedy })

function appOf(apps: Apps, entityId: string): App {
  const app = apps.find(entityId)
  if (app) return app
  throw refuse(
    'app-unknown',
    `nobody registered ${entityId} here`,
    'Register it by POST /apps with its metadata: without, there are no keys and no address.',
  )
}

function sloOf(app: App, wanted: 'redirect' | 'post'): string {
  const found = app.singleLogout.find(({ binding }) => binding === wanted)
  if (found) return found.url
  throw refuse(
    'logout-not-offered',
    `the metadata of ${app.entityId} has no SingleLogoutService by ${wanted}`,
    'Register the app with metadata that has one.',
  )
}

interface Outgoing {
  readonly xml: string
  readonly parameter: 'SAMLRequest' | 'SAMLResponse'
  readonly binding: 'redirect' | 'post'
  readonly url: string
  readonly relayState: string | undefined
}

function carried(
  { xml, parameter, binding, url, relayState }: Outgoing,
  identity: Identity,
): Carried {
  const relay = relayState === undefined ? {} : { RelayState: relayState }
  if (binding === 'post') {
    const message = Buffer.from(signLogout(xml, identity)).toString('base64')
    return { binding, action: url, fields: { [parameter]: message, ...relay } }
  }
  const query = new URLSearchParams({
    [parameter]: deflateRawSync(xml).toString('base64'),
    ...relay,
    SigAlg: rsaSha256,
  }).toString()
  const signature = sign('sha256', Buffer.from(query), identity.privateKey).toString('base64')
  return { binding, location: `${url}?${query}&${new URLSearchParams({ Signature: signature })}` }
}

const message = (
  name: 'LogoutRequest' | 'LogoutResponse',
  { site, now }: LogoutMeans,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Markup[]
): string =>
  render(
    element(
      `samlp:${name}`,
      {
        ...{ 'xmlns:samlp': samlp, 'xmlns:saml': saml, Version: '2.0' },
        ...{ ID: `_${randomBytes(20).toString('hex')}`, IssueInstant: writeInstant(now) },
        ...attributes,
      },
      element('saml:Issuer', {}, site.entityId),
      ...children,
    ),
  )

/** Answers the LogoutRequest of an app. @throws Refusal when it cannot be believed */
export function answerLogout(arrived: Arrived, means: LogoutMeans, misbehave?: string): Carried {
  const request = readLogoutRequest(arrived.message, arrived.binding)
  const app = appOf(means.apps, request.issuer)
  checkRequestSignature(arrived, app, 'required')
  const url = sloOf(app, arrived.binding)
  const status = misbehave === 'partial' ? partial : success
  const xml = message(
    'LogoutResponse',
    means,
    { Destination: url, InResponseTo: request.id },
    element('samlp:Status', {}, element('samlp:StatusCode', { Value: status })),
  )
  const { binding, RelayState: relayState } = arrived
  return carried({ xml, parameter: 'SAMLResponse', binding, url, relayState }, means.identity)
}

const Wanted = z.object({
  entityId: z.string(),
  nameId: z.string(),
  sessionIndex: z.optional(z.string()),
  binding: z._default(z.enum(['redirect', 'post']), 'redirect'),
})

/** A LogoutRequest of ours to an app. @throws Refusal `app-unknown`, `logout-not-offered` or `invalid-input` */
export function askForLogout(input: unknown, means: LogoutMeans): Carried {
  const { entityId, nameId, sessionIndex, binding } = parseWith(Wanted, input)
  const url = sloOf(appOf(means.apps, entityId), binding)
  const format = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'
  const xml = message(
    'LogoutRequest',
    means,
    { Destination: url },
    element('saml:NameID', { Format: format }, nameId),
    ...(sessionIndex === undefined ? [] : [element('samlp:SessionIndex', {}, sessionIndex)]),
  )
  const relayState = undefined
  return carried({ xml, parameter: 'SAMLRequest', binding, url, relayState }, means.identity)
}
