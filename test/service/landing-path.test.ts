/** Where a person lands whose IdP began the sign-in: RelayState, which nobody signs (Bindings §3.5.3, Profiles §4.1.5). */
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { answerTo, assertTo, type Asserting } from './forged.js'
import { startTestService, type TestService } from './support.js'
import { furnishTorque } from './torque-organization.js'

let service: TestService

beforeEach(async () => {
  service = await startTestService()
  await furnishTorque(service, 'okta')
})
afterEach(() => service.close())

const ada: Asserting = {
  subject: 'ada@example.com',
  attributes: { login: ['ada'], email: ['ada@example.com'], name: ['Ada'] },
}

test.each([
  ['/spaces/DevOps?tab=1', '/spaces/DevOps?tab=1'],
  ['https://evil.example/', '/'],
  ['//evil.example/', '/'],
  ['/\\evil.example/', '/'],
  ['', '/'],
])('the IdP began: RelayState %j leads to %j', async (relayState, path) => {
  const landed = await assertTo(service, 'acme-sso', { ...ada, relayState })
  expect([landed.status, landed.location]).toEqual([303, path])
})

test('begun here, the form has no say', async () => {
  const landed = await answerTo(service, 'acme-sso', { ...ada, relayState: '/spaces/DevOps' })
  expect([landed.status, landed.location]).toEqual([303, '/'])
})
