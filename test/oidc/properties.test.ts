/** Whatever comes, the answer is the person the IdP signed for or a Refusal; never a crash, never somebody else. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Refusal } from '../../src/core/index.js'
import { connectOptions, parseCallback } from '../../src/oidc/index.js'
import { attributesOf, overageIn } from '../../src/oidc/claims.js'
import { parseDiscovery } from '../../src/oidc/discovery.js'
import {
  byFormPost,
  goodScenario,
  idTokenOf,
  issuer,
  type Json,
  play,
  state,
  withToken,
} from './forge.js'

/** The answer, or undefined when it was refused; anything else thrown fails the property. */
async function answerOf<T>(call: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await call()
  } catch (error) {
    if (Refusal.is(error)) return undefined
    throw error
  }
}

const good = idTokenOf()

describe('ID tokens', () => {
  test('changed by some characters, they are refused or say the same', async () => {
    const edit = fc.tuple(
      fc.nat(good.length - 1),
      fc.constantFrom('A', 'Z', 'a', '0', '9', '-', '_', '.', '=', '+', '/', ' '),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
        const characters = good.split('')
        for (const [at, character] of edits) characters[at] = character
        const identity = await answerOf(() => play(byFormPost(characters.join(''))))
        if (identity) expect(identity.subject).toBe('ada')
      }),
      { numRuns: 150, seed: 1 },
    )
  })

  test('random text is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
        expect(await answerOf(() => play(byFormPost(text)))).toBeUndefined()
      }),
      { numRuns: 100, seed: 2 },
    )
  })

  test('whatever a good IdP claims beside, the person is the one it named', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (more) => {
        const token = { claims: { ...more, sub: 'ada' } }
        const identity = await answerOf(() =>
          play(withToken(token, { settings: { userInfo: 'ignored' } })),
        )
        if (identity) expect(identity.subject).toBe('ada')
      }),
      { numRuns: 60, seed: 3 },
    )
  })
})

const parameter = fc.oneof(
  fc.string(),
  fc.array(fc.string(), { maxLength: 3 }),
  fc.constant(undefined),
  fc.jsonValue(),
  fc.constantFrom(state, issuer, 'code'),
)

test('callbacks are parsed or refused, and never sign in without a code of the IdP', async () => {
  const callback = fc.record(
    { state: parameter, code: parameter, iss: parameter, error: parameter, id_token: parameter },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(callback, async (parameters) => {
      const parsed = await answerOf(() => parseCallback(parameters as Json, 'query'))
      if (parsed) expect(typeof parsed.state).toBe('string')
      const identity = await answerOf(() => play({ ...goodScenario, callback: parameters }))
      if (identity) expect([parameters.state, parameters.iss].flat()).toEqual([state, issuer])
    }),
    { numRuns: 150, seed: 4 },
  )
})

test('attributes are lists of text, absent where a claim is, and empty only where it is', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (claims) => {
      const attributes = attributesOf(claims)
      for (const [name, values] of attributes) {
        expect(values.every((value) => typeof value === 'string')).toBe(true)
        expect(name === 'hasgroups' || Object.hasOwn(claims, name)).toBe(true)
      }
    }),
    { numRuns: 300, seed: 5 },
  )
})

test('with an overage there are never groups', () => {
  const marker = fc.constantFrom<Json>(
    { _claim_names: { groups: 'src1' } },
    { hasgroups: true },
    { hasgroups: 'true' },
    { 'groups:src1': 'https://graph.microsoft.com' },
    { groups: 'src1' },
  )
  fc.assert(
    fc.property(marker, fc.array(fc.string()), (said, groups) => {
      const claims = { groups, ...said }
      expect(overageIn(claims)).toBeDefined()
      expect(attributesOf(claims).has('groups')).toBe(false)
      expect(attributesOf(claims).get('hasgroups')).toEqual(['true'])
    }),
    { numRuns: 100, seed: 6 },
  )
})

test('any discovery document and any issuer is read or refused', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.string(),
      async (document, text) => {
        await answerOf(() => parseDiscovery({ ...document, issuer }, { issuer, idpKind: 'other' }))
        await answerOf(() => connectOptions({ kind: 'issuer', issuer: text }))
        await answerOf(() => connectOptions({ kind: 'okta-domain', domain: text }))
        await answerOf(() => connectOptions({ kind: 'entra-tenant', tenantId: text }))
        await answerOf(() => connectOptions({ kind: 'google', hostedDomain: text }))
      },
    ),
    { numRuns: 200, seed: 7 },
  )
})
