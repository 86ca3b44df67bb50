/** A browser's part in a sign-in with the practice IdP, and what must stand before one. */
import type { PracticeIdp } from '../../src/practice-idp/index.js'
import { organizationInput, type TestService } from './support.js'

export const groups = ['Engineers', 'Platform Admins', 'Members']

/** An organization with groups and a connection to the practice IdP, never tested. */
export async function furnishOnly(
  { client }: TestService,
  idp: PracticeIdp,
  connection = 'acme-okta',
  more: object = {},
): Promise<void> {
  await client.call('putOrganization', { params: { name: 'acme' }, body: organizationInput })
  for (const name of groups) {
    await client.call('putGroup', { params: { organization: 'acme', name }, body: {} })
  }
  await client.call('putSamlConnection', {
    params: { name: connection },
    body: {
      organization: 'acme',
      idpMetadataUrl: idp.metadataUrl,
      attributeMapping: { name: 'displayName', email: 'mail' },
      ...more,
    },
  })
}

/** The same, enabled. */
export async function furnish(...given: Parameters<typeof furnishOnly>): Promise<void> {
  await furnishOnly(...given)
  await enable(given[0], given[2] ?? 'acme-okta')
}

/** Enables without a test: what is tested here is another thing. */
export async function enable(
  { client }: Pick<TestService, 'client'>,
  name: string,
  reason = 'tests of other things',
): Promise<void> {
  await client.call('putActivation', { params: { name }, body: { override: { reason } } })
}

export interface Posted {
  readonly acsUrl: string
  readonly SAMLResponse: string
  readonly RelayState?: string
}

/** Follows the login page to the IdP and lets a person sign in there. */
export async function askIdp(idp: PracticeIdp, location: string, person = 'ada'): Promise<Posted> {
  const SAMLRequest = new URL(location).searchParams.get('SAMLRequest')
  return answerOfIdp(idp, { SAMLRequest, person })
}

export async function answerOfIdp(idp: PracticeIdp, body: object): Promise<Posted> {
  const response = await fetch(`${idp.url}/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as Posted
}

export interface Landed {
  readonly status: number
  readonly location: string | null
  readonly cookies: readonly string[]
  readonly text: string
  readonly json: { readonly error?: string; readonly reference?: string }
}

/** Posts the Response as the IdP's page would; `to` overrides where. */
export async function post(
  { SAMLResponse, acsUrl, RelayState }: Posted,
  headers: Record<string, string> = {},
  to = acsUrl,
): Promise<Landed> {
  const response = await fetch(to, {
    method: 'POST',
    redirect: 'manual',
    headers: { accept: 'application/json', ...headers },
    body: new URLSearchParams({
      SAMLResponse,
      ...(RelayState === undefined ? {} : { RelayState }),
    }),
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

/** A whole sign-in. @returns the session cookie */
export async function signIn(
  service: TestService,
  idp: PracticeIdp,
  person = 'ada',
  connection = 'acme-okta',
): Promise<string> {
  const begun = await service.get(`/saml/${connection}/login`)
  const landed = await post(await askIdp(idp, begun.headers.get('location') ?? '', person))
  if (landed.status !== 303) throw new Error(`sign-in failed: ${landed.text}`)
  return cookieOf(landed)
}
