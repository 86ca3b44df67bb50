/** Who asks and who answers, as every contender is told. The names resolve nowhere: Responses travel by this process alone. */

export const publicUrl = 'https://sso.bench.example'

export const idp = {
  entityId: 'https://idp.bench.example/metadata',
  ssoUrl: 'https://idp.bench.example/sso',
} as const

/** What one contender is to the IdP, and where it listens. */
export interface Site {
  readonly acsUrl: string
  readonly entityId: string
  readonly loginPath: string
  readonly acsPath: string
}

/** Of the peers, each of which is alone in its process. */
export const peerSite: Site = {
  acsUrl: `${publicUrl}/acs`,
  entityId: `${publicUrl}/metadata`,
  loginPath: '/login',
  acsPath: '/acs',
}
