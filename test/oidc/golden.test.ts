/** ID tokens shaped like real IdPs' are accepted, and say what they say. A new IdP is a new shape; no code here. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { applyMapping, getPreset } from '../../src/core/index.js'
import { type Shape, shapes } from '../golden/oidc/shapes.js'
import { codeOf, golden, play } from './forge.js'

const folder = join(golden, 'oidc')
const idps = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace('.json', ''))

const shapeOf = (idp: string): Shape =>
  JSON.parse(readFileSync(join(folder, `${idp}.json`), 'utf8')) as Shape

test('the files are what generate.ts writes', () => {
  expect(idps.sort()).toEqual(Object.keys(shapes).sort())
  for (const idp of idps) expect(shapeOf(idp)).toEqual(JSON.parse(JSON.stringify(shapes[idp])))
})

describe.each(idps)('%s', (idp) => {
  const { scenario, expected } = shapeOf(idp)

  test('its ID token is believed', async () => {
    const identity = await play(scenario)
    expect(identity.subject).toBe(expected.subject)
    expect(Object.fromEntries(identity.attributes)).toEqual(expected.attributes)
    expect(identity.warnings.map(({ code }) => code)).toEqual(expected.warnings)
  })

  test('it is refused by another app', async () => {
    const client = { ...scenario.client, clientId: 'another-app' }
    const remembered = { ...scenario.remembered, clientId: 'another-app' }
    expect(await codeOf(() => play({ ...scenario, client, remembered }))).toBe(
      'id-token-audience-mismatch',
    )
  })

  test('it is refused in answer to another request', async () => {
    const remembered = { ...scenario.remembered, nonce: 'another' }
    expect(await codeOf(() => play({ ...scenario, remembered }))).toBe('id-token-nonce-mismatch')
  })

  test('it is refused a day later', async () => {
    const late = { now: '2026-03-02T12:00:00.000Z', settings: { lifetimeSeconds: 1e6 } }
    expect(await codeOf(() => play({ ...scenario, ...late }))).toBe('id-token-expired')
  })
})

describe('Entra leaves the groups out', () => {
  test.each(['entra-overage', 'entra-implicit-overage'])(
    '%s is not said, not none, under Torque',
    async (idp) => {
      const identity = await play(shapeOf(idp).scenario)
      expect(identity.attributes.has('groups')).toBe(false)
      const { profile } = applyMapping(getPreset('torque'), {}, identity)
      expect(profile).toMatchObject({ groups: undefined, groupsOverage: true })
    },
  )

  test('a person in no group is something else', async () => {
    const { scenario } = shapeOf('okta')
    const identity = await play({ ...scenario, settings: { userInfo: 'ignored' } })
    expect(identity.attributes.get('groups')).toHaveLength(3)
    expect(identity.attributes.has('email')).toBe(false)
  })
})
