/** A sign-in by OpenID Connect, end to end over real HTTP: practice IdP and service. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { startPracticeIdp, type PracticeIdp } from '../../../src/practice-idp/index.js'
import type { TestService } from '../support.js'
import { attemptOf, furnish, seen, signIn, startOidcService } from './support.js'

let idp: PracticeIdp
let service: TestService

beforeAll(async () => {
  idp = await startPracticeIdp({ port: 0 })
})
afterAll(() => idp.close())
beforeEach(async () => {
  service = await startOidcService()
})
afterEach(() => service.close())

describe('a sign-in', () => {
  test('by code and PKCE gives groups, roles, and the reason for each', async () => {
    await furnish(service, idp)
    const landed = await signIn(service, idp)
    expect([landed.status, landed.text]).toEqual([303, ''])
    expect(await seen(service, landed)).toMatchObject({
      user: { login: 'ada', email: 'ada@example.com' },
      groups: ['Engineers', 'Platform Admins'],
      roles: ['create-projects'],
    })
  })

  test('that is refused shows a reference, which leads the administrator to the reason', async () => {
    await furnish(service, idp)
    const landed = await signIn(service, idp, 'ada', 'wrong-aud')
    expect(landed.status).toBe(403)
    expect((await attemptOf(service, landed)).finding?.code).toBe('id-token-audience-mismatch')
  })
})
