/** Whatever the practice IdP can do wrong by OpenID Connect, the service answers with the code the IdP announces: over real HTTP, in each flow it shows in. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  misbehaviours,
  startPracticeIdp,
  type PracticeIdp,
} from '../../../src/practice-idp/index.js'
import type { TestService } from '../support.js'
import { enable } from '../people.js'
import {
  attemptOf,
  breakGlass,
  connectionInput,
  furnish,
  furnishOnly,
  privateSaas,
  signIn,
  startOidcService,
  startServiceFor,
  tenantId,
} from './support.js'

let idp: PracticeIdp
let service: TestService

beforeAll(async () => {
  idp = await startPracticeIdp({ port: 0 })
  service = await startOidcService()
  await furnish(service, idp, { connection: { maxAgeSeconds: 300 } })
})
afterAll(async () => {
  await idp.close()
  await service.close()
})

const refused = misbehaviours.filter(
  ({ protocol, outcome }) => protocol === 'oidc' && outcome === 'refused',
)

/** A service that finds requests by their state knows a foreign state only as unknown. */
const expected = (code: string): string =>
  code === 'callback-state-mismatch' ? 'authorization-request-unknown' : code

async function codeBehind(misbehaviour: string): Promise<string | undefined> {
  const landed = await signIn(service, idp, 'ada', misbehaviour)
  expect(landed.status).toBe(403)
  // Nobody is signed in, and the stranger hears nothing but the reference.
  expect(landed.cookies).toEqual([])
  expect(Object.keys(landed.json).sort()).toEqual(['error', 'reference'])
  const attempt = await attemptOf(service, landed)
  expect(attempt).toMatchObject({ outcome: 'refused', user: null })
  expect(attempt.finding?.remedy).not.toBe('')
  return attempt.finding?.code
}

const connect = (more: object) =>
  service.admin(
    'PUT',
    '/oidc-connections/acme-oidc',
    connectionInput(idp, { maxAgeSeconds: 300, ...more }),
  )

describe('with an authorization code by query', () => {
  test.each(refused)('$name: $says', async ({ name, code }) => {
    expect(await codeBehind(name)).toBe(expected(code))
  })
})

describe('with an authorization code by form post', () => {
  beforeAll(() => connect({ responseMode: 'form_post' }))

  test.each(refused)('$name: $says', async ({ name, code }) => {
    expect(await codeBehind(name)).toBe(expected(code))
  })
})

describe('with the ID Token by form post, as Entra for Torque', () => {
  const own = { idp, service }
  beforeAll(async () => {
    Object.assign(own, { idp, service })
    idp = await startPracticeIdp({ port: 0, guise: { kind: 'entra', tenantId } })
    service = await startServiceFor(idp)
    await furnishOnly(service, idp, {
      organization: { preset: 'torque', roleRules: [] },
      connection: { ...privateSaas, maxAgeSeconds: 300 },
      app: { clientSecret: undefined },
      groups: {},
    })
    await breakGlass(service)
    await enable(service, 'acme-oidc')
  })
  afterAll(async () => {
    await idp.close()
    await service.close()
    ;({ idp, service } = own)
  })

  const alsoHere = refused.filter(({ needs }) => needs !== 'response_type=code')
  test.each(alsoHere)('$name: $says', async ({ name, code }) => {
    expect(await codeBehind(name)).toBe(expected(code))
  })
})
