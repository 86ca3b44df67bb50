/** A Torque organization that signs in through an IdP of one's choice, for tests of what people are given by hand. */
import { assertTo, idpByHand } from './forged.js'
import { cookieOf, enable } from './people.js'
import type { TestService } from './support.js'

export const entityIds = {
  entra: 'https://sts.windows.net/5a7f1c2e-0000-4000-8000-000000000000/',
  okta: 'http://www.okta.com/exk1fcia6d6EMsf331d8',
  google: 'https://accounts.google.com/o/saml2?idpid=C01234567',
} as const

/** An organization `acme` with spaces, groups and an account role, and a connection `acme-sso` that is enabled. */
export async function furnishTorque(
  service: TestService,
  idp: keyof typeof entityIds,
  settings: object = {},
): Promise<void> {
  const at = service.clock.now()
  await service.admin('PUT', '/organizations/acme', {
    preset: 'torque',
    displayName: 'Acme',
    accountRoles: ['Account Admin', 'Account Member'],
  })
  for (const name of ['Trial', 'DevOps']) {
    await service.admin('PUT', `/organizations/acme/spaces/${name}`, {})
  }
  await service.admin('PUT', '/organizations/acme/groups/Mapped', { idpIdentifier: '6f1c' })
  await service.admin('PUT', '/organizations/acme/groups/Handmade', {})
  await service.admin('PUT', '/saml-connections/acme-sso', {
    organization: 'acme',
    ...idpByHand(entityIds[idp]),
    settings: { idpInitiated: true, ...settings },
  })
  const password = { passwordHash: 'unused', passwordSetAt: at, passwordWorkedAt: at }
  // T74: no connection is enabled before somebody has entered without it.
  await service.store.transaction((tx) =>
    tx.administrators.insert({
      ...{ id: 'root', organization: 'acme', email: 'root@acme.example' },
      ...{ input: { displayName: 'Root' }, ...password },
      ...{ version: 1, createdAt: at, updatedAt: at, creationKey: null },
    }),
  )
  await enable(service, 'acme-sso')
}

/** @returns the session cookie */
export async function enter(
  service: TestService,
  attributes: Readonly<Record<string, readonly string[]>> = {},
  login = 'ada',
): Promise<string> {
  const landed = await assertTo(service, 'acme-sso', {
    subject: `${login}@example.com`,
    attributes: { login: [login], email: [`${login}@example.com`], name: [login], ...attributes },
  })
  if (landed.status !== 303) throw new Error(`sign-in failed: ${landed.text}`)
  return cookieOf(landed)
}

/** What the signed-in person sees. */
export const landing = async (service: TestService, cookie: string) =>
  (await service.get('/', { cookie, accept: 'application/json' })).json
