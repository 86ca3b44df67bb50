/** What the vendor must have granted before a connection may carry sign-ins; a proven one without it carries none. */
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { idpByHand } from './forged.js'
import { startTestService, type TestService } from './support.js'

let service: TestService
beforeEach(async () => void (service = await startTestService()))
afterEach(() => service.close())

async function enabling(preset: string, more: object) {
  await service.admin('PUT', '/organizations/acme', { preset, displayName: 'Acme', ...more })
  await service.admin('PUT', '/saml-connections/acme-sso', {
    organization: 'acme',
    ...idpByHand('https://idp.example/acme'),
  })
  return service.admin('PUT', '/connections/acme-sso/activation', {
    override: { reason: 'the test of another thing' },
  })
}

test.each([
  ['W02', 'twenty', 'organization'],
  ['Q01', 'qualified', 'saml'],
  ['S01', 'sonarqube-cloud', 'enterprise'],
])('%s: %s enables single sign-on for those with "%s" only', async (source, preset, granted) => {
  const without = await enabling(preset, { entitlements: ['something-else'] })
  expect([without.status, without.json['code'], without.json['source']]).toEqual([
    409,
    'entitlement-missing',
    source,
  ])
  expect((await enabling(preset, { entitlements: [granted] })).status).toBe(201)
})

test('W02: whoever runs the service and sells no plans says nothing of them, and is not asked', async () => {
  expect((await enabling('twenty', {})).status).toBe(201)
})
