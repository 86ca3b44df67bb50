/** A small real IdP to rehearse with, by SAML and OpenID Connect: real keys, real signatures, invented people. It owns no truth about either and keeps nothing beyond its process. */
import type { AddressInfo } from 'node:net'
import { createIdentity, type Identity, siteAt, type Site } from './identity.js'
import { createApps } from './apps.js'
import { createClients, type PracticeClient } from './oidc/clients.js'
import { createGrants } from './oidc/grants.js'
import { type Guise, issuerOf } from './oidc/guises.js'
import { createKeyRing } from './oidc/keys.js'
import { createServer } from './server.js'

export { misbehaviours } from './misbehaviour.js'
export { groupNamed, type Guise } from './oidc/guises.js'
export type { PracticeClient } from './oidc/clients.js'
export { people } from './people.js'

export interface PracticeIdpOptions {
  /** 0 takes any free port. */
  readonly port: number
  /** @default '127.0.0.1' - everybody may be anybody here, so it is for this machine only unless told otherwise */
  readonly host?: string
  /** @default - the system clock */
  readonly now?: () => Date
  /** What the SAML metadata says. @default false */
  readonly wantAuthnRequestsSigned?: boolean
  /** Bindings the SAML metadata offers. @default - both */
  readonly bindings?: readonly ('redirect' | 'post')[]
  /** Apps for OpenID Connect. @default - none; POST /clients registers more */
  readonly clients?: readonly PracticeClient[]
  /** As whose IdP it speaks OpenID Connect: issuer and claims shaped as theirs. @default - its own */
  readonly guise?: Guise
  /** @default - silence */
  readonly log?: (line: string) => void
}

export interface PracticeIdp {
  readonly url: string
  readonly metadataUrl: string
  readonly entityId: string
  /** For OpenID Connect. */
  readonly issuer: string
  close(): Promise<void>
}

const everyAddress = new Set(['0.0.0.0', '::'])

/** A browser cannot open the wildcard address. */
function urlOf({ address, family, port }: AddressInfo): string {
  if (everyAddress.has(address)) return `http://127.0.0.1:${port}`
  return family === 'IPv6' ? `http://[${address}]:${port}` : `http://${address}:${port}`
}

function listeningAddress(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') {
    throw new Error('the practice IdP does not listen on a TCP port')
  }
  return address
}

/** Starts the IdP and resolves when it accepts connections. */
export async function startPracticeIdp(options: PracticeIdpOptions): Promise<PracticeIdp> {
  const { port, host = '127.0.0.1', now = () => new Date(), log = () => undefined, guise } = options
  const [identity, keys] = await Promise.all([createIdentity(now()), createKeyRing()])
  const site = (): Site =>
    siteAt(urlOf(listeningAddress(app.server.address())), guise && issuerOf(guise))
  const { wantAuthnRequestsSigned = false, bindings = ['redirect', 'post'] } = options
  const apps = createApps()
  const clients = createClients(options.clients ?? [])
  const grants = createGrants(now)
  // Made when first wanted: a key takes a while, and few misbehave.
  let stranger: Promise<Identity> | undefined
  const getStranger = () => (stranger ??= createIdentity(now()))
  const metadata = { wantAuthnRequestsSigned, bindings }
  const protocols = { metadata, apps, clients, grants, keys, guise }
  const deps = { identity, site, now, log, ...protocols, stranger: getStranger }
  const app = await createServer(deps)
  await app.listen({ port, host })
  const { url, metadataUrl, entityId, issuer } = site()
  return { url, metadataUrl, entityId, issuer, close: () => app.close() }
}
