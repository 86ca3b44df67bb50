/** Both sides agree: nothing is found, and what is undecided is said. */
import { describe, expect, test } from '@jest/globals'
import * as programs from './programs.js'

describe.each([
  ['Okta and SonarQube Cloud by SAML', programs.oktaSaml],
  ['Okta and Qualified by SAML', programs.oktaQualified],
  ['Entra and SonarQube Cloud by SAML', programs.entraSaml],
  ['Okta and SonarQube Cloud by OpenID Connect', programs.oktaOidc],
  ['Entra and Torque by OpenID Connect', programs.entraOidc],
])('%s', (_, program) => {
  test('has no findings, and both sides were compared', () => {
    const report = programs.checked(program())
    expect(report.findings).toEqual([])
    expect(report.compared).toHaveLength(1)
    expect(report.compared[0]?.app).toMatch(/^(okta|azuread)_/)
  })
})

test('Entra and Torque with provisioning: only the secret azuread keeps in state', () => {
  const report = programs.checked(programs.entraTorque())
  expect(programs.codesOf(report)).toEqual(['secret-in-state'])
  expect(report.undecided.map(({ code }) => code)).toEqual(['scim-groups-pushed'])
})
