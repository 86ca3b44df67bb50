/** A browser's part in a sign-in by OpenID Connect with the practice IdP, and what must stand before one. */
import type { OutgoingFetch } from '../../../src/oidc/index.js'
import type { PracticeIdp } from '../../../src/practice-idp/index.js'
import { createOutgoingFetch } from '../../../src/service/outgoing-fetch.js'
import { newKeyText, parseSecretKeys } from '../../../src/service/secrets/keys.js'
import { enable } from '../people.js'
import { organizationInput, startTestService, type TestService } from '../support.js'

export const clientSecret = 'the secret of the app, +&=% and all'
export const clientId = 'app-of-acme'

/** Of every service here: a second one over the same data must have them too. */
export const secretKeys = parseSecretKeys(newKeyText(), 'test')

export const startOidcService = (
  options: Parameters<typeof startTestService>[0] = {},
): Promise<TestService> => startTestService({ secretKeys, ...options })

/** Registers the service as an app at the IdP. */
export async function registerApp(
  idp: PracticeIdp,
  redirectUri: string,
  more: object = {},
): Promise<void> {
  const response = await fetch(`${idp.url}/clients`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId, clientSecret, redirectUris: [redirectUri], ...more }),
  })
  if (!response.ok) throw new Error(await response.text())
}

/** What an administrator gives for the practice IdP. */
export const connectionInput = (idp: PracticeIdp, more: object = {}): Record<string, unknown> => ({
  organization: 'acme',
  issuer: idp.issuer,
  clientId,
  clientSecret,
  ...more,
})

export interface Furnishing {
  readonly organization?: object
  readonly connection?: object
  /** Of the app at the IdP. */
  readonly app?: object
  readonly groups?: Readonly<Record<string, object>>
}

const groups = { Engineers: {}, 'Platform Admins': {}, Members: {} }

/** An organization with groups and a connection to the practice IdP, which knows us; never tested. */
export async function furnishOnly(
  service: TestService,
  idp: PracticeIdp,
  given: Furnishing = {},
): Promise<Record<string, unknown>> {
  const put = async (path: string, body: object) => {
    const answer = await service.admin('PUT', path, body)
    if (answer.status >= 300) throw new Error(answer.text)
    return answer.json
  }
  await put('/organizations/acme', { ...organizationInput, ...given.organization })
  for (const [name, input] of Object.entries(given.groups ?? groups)) {
    await put(`/organizations/acme/groups/${encodeURIComponent(name)}`, input)
  }
  const connection = await put('/oidc-connections/acme-oidc', {
    ...connectionInput(idp),
    ...given.connection,
  })
  const { redirectUri } = connection['endpoints'] as { redirectUri: string }
  await registerApp(idp, redirectUri, given.app)
  return connection
}

/** The same, enabled. */
export async function furnish(
  ...given: Parameters<typeof furnishOnly>
): Promise<Record<string, unknown>> {
  const connection = await furnishOnly(...given)
  await enable(given[0], 'acme-oidc')
  return connection
}

/** What the IdP gives the browser to carry. */
export interface Carried {
  readonly redirectUri: string
  readonly responseMode: 'query' | 'form_post'
  readonly parameters: Readonly<Record<string, string>>
}

/** Lets a person sign in at the IdP. */
export async function askIdp(
  idp: PracticeIdp,
  location: string,
  person = 'ada',
  misbehave = '',
): Promise<Carried> {
  const asked = Object.fromEntries(new URL(location).searchParams)
  const response = await fetch(`${idp.url}/oidc/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ ...asked, person, misbehave }),
  })
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as Carried
}

export interface Landed {
  readonly status: number
  readonly location: string | null
  readonly cookies: readonly string[]
  readonly text: string
  readonly json: { readonly error?: string; readonly reference?: string }
}

/** Brings back what the IdP gave, as the browser would; `to` overrides where. */
export async function carry(
  { redirectUri, responseMode, parameters }: Carried,
  headers: Record<string, string> = {},
  to = redirectUri,
): Promise<Landed> {
  const fields = new URLSearchParams(parameters)
  const isQuery = responseMode === 'query'
  const response = await fetch(isQuery ? `${to}?${fields.toString()}` : to, {
    redirect: 'manual',
    headers: { accept: 'application/json', ...headers },
    ...(isQuery ? {} : { method: 'POST', body: fields }),
  })
  const text = await response.text()
  return {
    status: response.status,
    location: response.headers.get('location'),
    cookies: response.headers.getSetCookie(),
    text,
    json: text.startsWith('{') ? (JSON.parse(text) as Landed['json']) : {},
  }
}

/** `name=value` of the first cookie set. */
export const cookieOf = ({ cookies }: Landed): string => cookies[0]?.split(';')[0] ?? ''

export const beginAt = async (service: TestService, path: string): Promise<string> => {
  const { headers, status, text } = await service.get(path, { accept: 'application/json' })
  const location = headers.get('location')
  if (location === null) throw new Error(`no way to the IdP: ${status} ${text}`)
  return location
}

/** A whole sign-in, from the login URL of the connection on. */
export async function signIn(
  service: TestService,
  idp: PracticeIdp,
  person = 'ada',
  misbehave = '',
  path = '/oidc/acme-oidc/login',
): Promise<Landed> {
  return carry(await askIdp(idp, await beginAt(service, path), person, misbehave))
}

/** Who is signed in, as the landing page tells it. */
export async function seen(service: TestService, landed: Landed): Promise<Record<string, unknown>> {
  if (landed.status !== 303) throw new Error(JSON.stringify(await attemptOf(service, landed)))
  return (await service.get('/', { cookie: cookieOf(landed), accept: 'application/json' })).json
}

/** The attempt behind a refusal's reference. */
export const attemptOf = (service: TestService, { json }: Landed) =>
  service.client.call('getSignInAttempt', { params: { reference: json.reference ?? '' } })

export const tenantId = '5a7f1c2e-0000-4000-8000-000000000001'

/** Where the IdPs' issuers lead on this machine: names and TLS of the vendors are not ours to have. */
const reachedAt =
  (idp: PracticeIdp): OutgoingFetch =>
  (url, init) => {
    const host = new URL(idp.url).host
    const { pathname, host: asked } = new URL(url)
    if (asked === host) return guarded(url, init)
    if (url !== `${idp.issuer}/.well-known/openid-configuration`) {
      throw new Error(`nobody is at ${url} (${pathname})`)
    }
    return guarded(`${idp.url}/oidc/.well-known/openid-configuration`, init)
  }
const guarded = createOutgoingFetch({ allowLoopback: true })

/** A service that reaches the practice IdP by the issuer of whom it pretends to be. */
export const startServiceFor = (idp: PracticeIdp): Promise<TestService> =>
  startOidcService({ outgoingFetch: reachedAt(idp) })

/** T74: no connection of Torque is enabled before somebody has entered without it. */
export async function breakGlass({ store, clock }: TestService): Promise<void> {
  const at = clock.now()
  const password = { passwordHash: 'unused', passwordSetAt: at, passwordWorkedAt: at }
  await store.transaction((tx) =>
    tx.administrators.insert({
      ...{ id: 'root', organization: 'acme', email: 'root@acme.example' },
      ...{ input: { displayName: 'Root' }, ...password },
      ...{ version: 1, createdAt: at, updatedAt: at, creationKey: null },
    }),
  )
}

/** T73: tenant and client ID, and nothing else. */
export const privateSaas = {
  ...{ issuer: null, entraTenantId: tenantId, clientSecret: undefined },
  ...{ clientAuthentication: 'none', responseType: 'id_token', responseMode: 'form_post' },
}
