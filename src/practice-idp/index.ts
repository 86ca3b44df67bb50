/** A small real IdP to rehearse with: real keys, real signatures, invented people. It owns no truth about SAML and keeps nothing. */
import type { AddressInfo } from 'node:net'
import { createIdentity, siteAt, type Site } from './identity.js'
import { createServer } from './server.js'

export { people, type Person } from './people.js'

export interface PracticeIdpOptions {
  /** 0 takes any free port. */
  readonly port: number
  /** @default '127.0.0.1' - everybody may be anybody here, so it is for this machine only unless told otherwise */
  readonly host?: string
  /** @default - the system clock */
  readonly now?: () => Date
  /** @default - silence */
  readonly log?: (line: string) => void
}

export interface PracticeIdp {
  readonly url: string
  readonly metadataUrl: string
  readonly entityId: string
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
  const { port, host = '127.0.0.1', now = () => new Date(), log = () => undefined } = options
  const identity = await createIdentity(now())
  const site = (): Site => siteAt(urlOf(listeningAddress(app.server.address())))
  const app = await createServer({ identity, site, now, log })
  await app.listen({ port, host })
  const { url, metadataUrl, entityId } = site()
  return { url, metadataUrl, entityId, close: () => app.close() }
}
