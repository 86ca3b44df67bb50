/** Keys change at the IdP: a new one is found within seconds, an old one forgotten, and nobody can make us ask for ever. */
import { describe, expect, test } from '@jest/globals'
import { createSigningKeys } from '../../src/oidc/index.js'
import { codeOf, issuer, type Json, jwk, now } from './forge.js'

const url = `${issuer}/jwks`

/** An IdP whose keys and clock the test turns. */
function rotating(first: readonly Json[]) {
  const world = { keys: first, at: now.getTime(), asked: 0, up: true }
  const fetch = async (): Promise<Response> => {
    world.asked += 1
    if (!world.up) throw new TypeError('fetch failed')
    const body = JSON.stringify({ keys: world.keys })
    // An answer takes a while; others come meanwhile.
    await new Promise((resolve) => setImmediate(resolve))
    return new Response(body)
  }
  const keys = createSigningKeys({ fetch, now: () => new Date(world.at) })
  const find = (kid: string) => keys.keyFor(url, { alg: 'RS256', kid })
  return { world, find }
}

describe('rotation', () => {
  test('a known key is not asked for again', async () => {
    const { world, find } = rotating([jwk('idp')])
    await find('idp')
    await find('idp')
    expect(world.asked).toBe(1)
  })

  test('a key that appears seconds after we asked is found', async () => {
    const { world, find } = rotating([jwk('idp')])
    await find('idp')
    world.at += 2000
    world.keys = [jwk('next'), jwk('idp')]
    expect((await find('next')).type).toBe('public')
    expect(world.asked).toBe(2)
  })

  test('a key that appears while a question is under way is found', async () => {
    const { world, find } = rotating([jwk('idp')])
    const early = find('idp')
    world.keys = [jwk('next')]
    expect((await find('next')).type).toBe('public')
    await early
    expect(world.asked).toBe(2)
  })

  test('a thousand at once are one question', async () => {
    const { world, find } = rotating([jwk('idp')])
    await Promise.all(Array.from({ length: 1000 }, () => find('idp')))
    expect(world.asked).toBe(1)
  })

  test('a thousand with a new key are one more', async () => {
    const { world, find } = rotating([jwk('idp')])
    await find('idp')
    world.keys = [jwk('next')]
    await Promise.all(Array.from({ length: 1000 }, () => find('next')))
    expect(world.asked).toBe(2)
  })

  test('a withdrawn key is forgotten in ten minutes', async () => {
    const { world, find } = rotating([jwk('idp'), jwk('next')])
    await find('idp')
    world.keys = [jwk('next')]
    world.at += 10 * 60 * 1000
    expect(await codeOf(() => find('idp'))).toBe('id-token-key-unknown')
  })
})

describe('invented key IDs', () => {
  test('make us ask at most ten times a minute', async () => {
    const { world, find } = rotating([jwk('idp')])
    for (let i = 0; i < 50; i++) {
      expect(await codeOf(() => find(`invented-${i}`))).toBe('id-token-key-unknown')
    }
    expect(world.asked).toBeLessThanOrEqual(11)
    world.at += 60_000
    world.keys = [jwk('next')]
    expect((await find('next')).type).toBe('public')
  })

  test('do not use up the renewal of old keys', async () => {
    const { world, find } = rotating([jwk('idp')])
    for (let i = 0; i < 50; i++) await codeOf(() => find(`invented-${i}`))
    world.at += 10 * 60 * 1000 - 1000
    for (let i = 0; i < 50; i++) await codeOf(() => find(`invented-${i}`))
    world.at += 1000
    expect((await find('idp')).type).toBe('public')
  })
})

test('an IdP that is down is told so, and asked again next time', async () => {
  const { world, find } = rotating([jwk('idp')])
  world.up = false
  expect(await codeOf(() => find('idp'))).toBe('jwks-unreachable')
  world.up = true
  expect((await find('idp')).type).toBe('public')
})
