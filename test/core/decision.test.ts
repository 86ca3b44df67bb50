/** What holds of every decision, whatever the preset and whoever signs in. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { decide, getPreset, grantsFor, presetKeys } from '../../src/core/index.js'
import { isSource } from './requirement-ids.js'
import { after, group, profile, standing } from './standing.js'

describe('under every preset', () => {
  const names = ['A', 'B', 'Members', 'Trial', '__proto__', 'constructor']
  const some = fc.subarray(names)
  const attributes = fc.record({
    groups: fc.option(fc.array(fc.constantFrom(...names, 'X', '')), { nil: undefined }),
    spaceNames: fc.option(fc.array(fc.constantFrom(...names, '')), { nil: undefined }),
    spaceRoles: fc.option(fc.array(fc.constantFrom('Space Developer', 'bogus')), {
      nil: undefined,
    }),
  })
  const world = (key: string, owned: string[], held: string[]) => {
    const preset = getPreset(key)
    const role = preset.roles[0] ?? 'none'
    const roleRules = owned.map((name) => ({ group: name, role }))
    return standing(key, {
      groups: owned.map((name) => group(name, { idpIdentifier: name })),
      roleRules: preset.roleAssignment.kind === 'positional' ? [] : roleRules,
      held: held.filter((name) => owned.includes(name)).map((name) => ({ name })),
      organization: { spaces: ['Trial', 'A'] },
      idpKind: 'okta',
      settings: preset.groups.switched === 'by-setting' ? { groupMapping: true } : {},
    })
  }

  test.each(presetKeys)('%s: the order of groups never matters', (key) => {
    fc.assert(
      fc.property(some, some, attributes, (owned, held, asserted) => {
        const before = world(key, owned, held)
        const one = decide(before, profile(asserted))
        const other = decide(
          {
            ...before,
            groups: [...before.groups].reverse(),
            held: [...before.held].reverse(),
            roleRules: [...before.roleRules].reverse(),
          },
          profile({ ...asserted, groups: asserted.groups && [...asserted.groups].reverse() }),
        )
        expect({ ...other, trace: [] }).toEqual({ ...one, trace: [] })
      }),
    )
  })

  test.each(presetKeys)('%s: a second identical sign-in changes nothing', (key) => {
    fc.assert(
      fc.property(some, some, attributes, (owned, held, asserted) => {
        const before = world(key, owned, held)
        const once = decide(before, profile(asserted))
        const twice = decide(after(before, once), profile(asserted))
        expect({ ...twice, trace: [] }).toEqual({ ...once, trace: [] })
      }),
    )
  })

  test.each(presetKeys)(
    '%s: nobody gets a role or a group that no rule names, and every line has its source',
    (key) => {
      fc.assert(
        fc.property(some, some, attributes, (owned, held, asserted) => {
          const before = world(key, owned, held)
          const { roles, spaces, groups, trace } = decide(before, profile(asserted))
          const { preset } = before
          const isDefault = (role: string) =>
            preset.roleAssignment.kind === 'default' && role === preset.roleAssignment.defaultRole
          const inGroups = new Set(groups.map(({ name }) => name))
          for (const role of roles) {
            const isRuled = before.roleRules.some(
              (rule) => rule.role === role && inGroups.has(rule.group),
            )
            expect(isRuled || isDefault(role)).toBe(true)
          }
          for (const { space, role } of spaces) {
            expect(asserted.spaceNames ?? []).toContain(space)
            expect(preset.roles).toContain(role)
          }
          for (const { name } of groups) expect(owned).toContain(name)
          for (const { source } of trace) expect([source, isSource(source)]).toEqual([source, true])
        }),
      )
    },
  )

  test.each(presetKeys)('%s: ten thousand groups are decided as ten are', (key) => {
    const owned = Array.from({ length: 10_000 }, (_, index) => `group-${index}`)
    const before = world(key, owned, owned)
    const standing = { ...before, roleRules: before.roleRules.slice(0, 1000) }
    expect(decide(standing, profile({ groups: owned })).groups).toHaveLength(owned.length)
  })
})

test('S65: no input grants a role that no rule names, in no space either', () => {
  const label = fc.constantFrom('A', 'B', 'OrgA', 'OrgB')
  const key = fc.record({ name: label, space: fc.option(label, { nil: null }) })
  const rule = fc.record(
    { group: label, role: label, space: label },
    { requiredKeys: ['group', 'role'] },
  )
  fc.assert(
    fc.property(fc.array(rule), fc.array(key), (rules, keys) => {
      for (const { space, role } of grantsFor(rules, keys).spaces) {
        const isNamed = rules.some(
          (it) =>
            it.role === role &&
            (it.space === undefined || it.space === space) &&
            keys.some((held) => held.name === it.group && held.space === space),
        )
        expect(isNamed).toBe(true)
      }
    }),
  )
})
