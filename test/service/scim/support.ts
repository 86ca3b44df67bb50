/** A service with an organization, a connection and a directory, and ways to ask as a SCIM client does. */
import { readFileSync } from 'node:fs'
import type { ServiceOptions } from '../../../src/service/index.js'
import { startTestService, type Answer, type TestService } from '../support.js'

const certificate = readFileSync(
  new URL('../../golden/certificates/test-only-rsa.pem', import.meta.url),
  'utf8',
)

const connection = (organization: string) => ({
  organization,
  idpEntityId: `https://idp.example/${organization}`,
  idpSsoUrl: 'https://acme.okta.com/app/exk1fcia6d6EMsf331d8/sso/saml',
  certificates: [certificate],
})

export interface Ask {
  readonly method?: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
  /** @default - the directory's own */
  readonly token?: string
}

export interface TestDirectory extends TestService {
  readonly token: string
  readonly baseUrl: string
  scim(path: string, ask?: Ask): Promise<Answer>
}

export async function addOrganization(
  service: TestService,
  preset: string,
  name: string,
): Promise<void> {
  await service.admin('PUT', `/organizations/${name}`, { preset, displayName: name })
  await service.admin('PUT', `/saml-connections/${name}-okta`, connection(name))
}

/** An organization whose connection carries sign-ins (T60), with the break-glass administrator some presets demand (T74). */
export async function addOpenOrganization(
  service: TestService,
  preset: string,
  name: string,
): Promise<void> {
  await addOrganization(service, preset, name)
  const email = `root@${name}.example`
  await service.admin('PUT', `/organizations/${name}/administrators/${email}`, {
    displayName: 'Root',
  })
  const root = await service.store.administrators.find(name, email)
  if (!root) throw new Error('no administrator')
  await service.store.transaction((tx) =>
    tx.administrators.recordPasswordWorked(root.id, service.clock.now()),
  )
  const answer = await service.admin('PUT', `/connections/${name}-okta/activation`, {
    override: { reason: 'tests of other things' },
  })
  if (answer.status >= 300) throw new Error(answer.text)
}

/** @returns the token and the base URL */
export async function addDirectory(
  service: TestService,
  preset: string,
  name: string,
): Promise<{ readonly token: string; readonly baseUrl: string }> {
  await addOpenOrganization(service, preset, name)
  const made = await service.admin('PUT', `/directories/${name}`, { organization: name })
  const token = await service.admin('PUT', `/directories/${name}/tokens/first`, {})
  return { token: String(token.json['value']), baseUrl: String(made.json['baseUrl']) }
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text()
  const json = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
  return { status: response.status, headers: response.headers, text, json }
}

export async function startTestDirectory(
  preset: string,
  options: Partial<ServiceOptions> = {},
): Promise<TestDirectory> {
  const service = await startTestService({
    rates: { people: 1_000_000, admin: 1_000_000, scim: 1_000_000 },
    ...options,
  })
  const { token, baseUrl } = await addDirectory(service, preset, 'acme')
  return {
    ...service,
    token,
    baseUrl,
    scim: async (path, { method = 'GET', body, headers = {}, token: other = token } = {}) =>
      answerOf(
        await fetch(`${baseUrl}${path}`, {
          method,
          headers: {
            authorization: `Bearer ${other}`,
            ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
            ...headers,
          },
          ...(body === undefined
            ? {}
            : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        }),
      ),
  }
}

export const patchOp = (...Operations: readonly unknown[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations,
})

export const user = (userName: string, more: object = {}) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName,
  ...more,
})

export const group = (displayName: string, members: readonly string[] = []) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
  displayName,
  members: members.map((value) => ({ value })),
})
