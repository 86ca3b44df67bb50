/** What to set up at the IdP, asked of a service and of the command line. */
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { mortise } from '../simulate/cli.js'
import { startTestService, type TestService } from './support.js'
import { furnishTorque } from './torque-organization.js'

let service: TestService
beforeEach(async () => void (service = await startTestService()))
afterEach(() => service.close())

const offered = async (query = '') =>
  (await service.admin('GET', `/connections/acme-sso/idp-attributes${query}`)).json['items'] as {
    readonly field: string
    readonly attribute: string
    readonly value: string | null
  }[]

test('T46, T47: for the IdP of the connection, or another', async () => {
  await furnishTorque(service, 'entra')
  const groups = (items: Awaited<ReturnType<typeof offered>>) =>
    items.find(({ field }) => field === 'groups')
  expect(groups(await offered())).toMatchObject({
    attribute: 'groups',
    value: 'groups claim, default settings',
  })
  expect(groups(await offered('?idp=okta'))).toMatchObject({ value: 'appuser.groups' })
  expect((await service.admin('GET', '/connections/acme-sso/idp-attributes?idp=x')).status).toBe(
    400,
  )
})

test('S33: from the command line, without a service', async () => {
  const args = ['attributes', '--preset', 'sonarqube-cloud', '--idp', 'okta']
  const [text, wrong] = await Promise.all([
    mortise(args),
    mortise(['attributes', '--preset', 'x', '--idp', 'okta']),
  ])
  expect(text.stdout).toMatch(/^field +required +attribute +value at the IdP/)
  expect(text.stdout).toMatch(/email +yes +email +user\.email +- +S33/)
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('unknown-preset')])
})
