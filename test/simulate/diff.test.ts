/** The access diff: who gains and who loses, in every format, by the exit code too. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { runSimulate, type Format } from '../../src/simulate/index.js'
import { openFolder, simulate, type Folder } from './cli.js'

const personas = 'examples/personas.yaml'
const file = 'test/golden/synth/00-one-connection.json'
const before = JSON.parse(readFileSync(file, 'utf8')) as Program

interface Program {
  readonly resource: {
    readonly mortise_organization: { readonly acme: object }
    readonly mortise_group: Readonly<Record<string, object>>
    readonly mortise_saml_connection: { readonly 'acme-saml': object }
  }
}

let folder: Folder
beforeAll(() => void (folder = openFolder()))
afterAll(() => folder.remove())

const changed = (change: (resource: Program['resource']) => object): string =>
  folder.write('after.json', { ...before, resource: change(before.resource) })

async function diff(after: string, format: Format = 'text') {
  const { report, code } = await runSimulate({ before: file, after, personas, format, now })
  return { report, code }
}
const now = new Date('2026-03-01T12:00:00Z')

const withoutRules = () =>
  changed((resource) => ({
    ...resource,
    mortise_organization: { acme: { ...resource.mortise_organization.acme, role_rules: [] } },
  }))

describe('one configuration in the place of another', () => {
  test('nothing changed: 0', async () => {
    expect(await diff(file)).toEqual({
      report: `Before: ${file}\nAfter:  ${file}\n\nNobody gains, nobody loses.\n`,
      code: 0,
    })
  })

  test('a rule taken away: who loses the role, and by which line they had it', async () => {
    const { report, code } = await diff(withoutRules())
    expect(code).toBe(2)
    expect(report).toContain('Grace, who runs the platform through acme-saml')
    expect(report).toContain(
      '- role administer-organization  no longer: member of "Platform Admins" (role_rules: Platform Admins → administer-organization)',
    )
    expect(report).toContain('2 of 4 sign-ins change.')
    expect(report).not.toContain('Ada')
  })

  test('a mapping that is mended lets somebody in; one that is broken shuts everybody out', async () => {
    const mapped = (mapping: object) =>
      changed((resource) => ({
        ...resource,
        mortise_saml_connection: {
          'acme-saml': {
            ...resource.mortise_saml_connection['acme-saml'],
            attribute_mapping: mapping,
          },
        },
      }))
    const { report } = await diff(mapped({ name: 'displayName', email: 'email' }))
    expect(report).toContain('Mary, whose e-mail address has the wrong name through acme-saml')
    expect(report).toContain('+ entry to acme')
    expect(report.match(/^ {2}- entry to acme/gm)).toHaveLength(3)
    expect(report).toContain('field email needs attribute "email"')
  })

  test('a connection removed takes everybody’s way in; one that is enabled is told', async () => {
    const { report, code } = await diff(
      changed(({ mortise_saml_connection: _, ...others }) => others),
    )
    expect(code).toBe(2)
    expect(report).toContain('Connection acme-saml: removed')
    expect(report).toContain('has no connection "acme-saml"')
    const enabled = await diff(
      changed((resource) => ({
        ...resource,
        mortise_connection_activation: { on: { connection_name: 'acme-saml' } },
      })),
    )
    expect([enabled.code, enabled.report]).toEqual([
      2,
      expect.stringContaining('Connection acme-saml: enabled'),
    ])
  })

  test('what becomes unknown is a change, and not called a loss without saying so', async () => {
    const after = changed((resource) => ({
      ...resource,
      mortise_organization: {
        acme: { ...resource.mortise_organization.acme, role_rules: '${var.rules}' },
      },
    }))
    const { report, code } = await diff(after)
    expect(code).toBe(2)
    expect(report).toMatch(/\? +after: mortise_organization\.acme\.role_rules will be known only/)
  })

  test('as Markdown: a table for a pull request, in which nothing of the people can act', async () => {
    const people = folder.write('hostile.yaml', {
      personas: [
        {
          name: 'x | <img src=x> @team [a](b)',
          subject: 's',
          attributes: {
            ...{ login: 'x', displayName: '**x**', mail: 'x@y.example' },
            groups: ['Platform Admins'],
          },
        },
      ],
    })
    const options = { before: file, after: withoutRules(), personas: people, now } as const
    const { report } = await runSimulate({ ...options, format: 'markdown' })
    expect(report).toContain('| who | what | why |')
    expect(report).toContain('x \\| \\<img src=x\\> \\@team \\[a\\]\\(b\\)')
    const row = report.split('\n').find((line) => line.includes('loses')) ?? ''
    expect(row.replaceAll('\\|', '').split('|')).toHaveLength(5)
  })

  test('as JSON: before and after whole, for programs', async () => {
    const { report } = await diff(withoutRules(), 'json')
    const {
      format,
      changed: isChanged,
      people,
    } = JSON.parse(report) as {
      format: number
      changed: boolean
      people: { persona: string; losses: object[]; before: object; after: object }[]
    }
    expect([format, isChanged, people.length]).toEqual([1, true, 4])
    expect(people[1]!.losses).toEqual([
      {
        access: { kind: 'role', name: 'administer-organization' },
        because: expect.stringContaining('no longer'),
        source: null,
      },
    ])
    expect(people[1]!.before).toMatchObject({ result: 'enters' })
  })

  test('from the command line: 0 without, 2 with a change, 1 on error', async () => {
    const run = async (...args: readonly string[]) =>
      (await simulate(['--personas', personas, ...args])).code
    const codes = await Promise.all([
      run('--before', file, '--after', file),
      run('--before', file, '--after', withoutRules()),
      run('--before', file),
    ])
    expect(codes).toEqual([0, 2, 1])
  })
})

test('a diff and its reverse gain and lose the same, whatever rules there are', async () => {
  const rule = fc.record({
    group: fc.constantFrom('Engineers', 'Platform Admins', 'Nobody'),
    role: fc.constantFrom('administer-organization', 'create-projects', 'execute-analysis'),
  })
  const withRules = (name: string, rules: object[]) =>
    folder.write(name, {
      ...before,
      resource: {
        ...before.resource,
        mortise_organization: {
          acme: { ...before.resource.mortise_organization.acme, role_rules: rules },
        },
      },
    })
  await fc.assert(
    fc.asyncProperty(fc.array(rule), fc.array(rule), async (one, other) => {
      const [a, b] = [withRules('a.json', one), withRules('b.json', other)]
      const run = async (from: string, to: string) =>
        JSON.parse(
          (await runSimulate({ before: from, after: to, personas, format: 'json', now })).report,
        ) as { people: { gains: { access: object }[]; losses: { access: object }[] }[] }
      const there = await run(a, b)
      const back = await run(b, a)
      const accessIn = (changes: { access: object }[]) => changes.map(({ access }) => access)
      there.people.forEach((change, index) => {
        const reverse = back.people[index]!
        expect(accessIn(change.gains)).toEqual(accessIn(reverse.losses))
        expect(accessIn(change.losses)).toEqual(accessIn(reverse.gains))
      })
      // What nobody's rules give, nobody gains.
      const roles = new Set(other.map(({ role }) => `role ${role}`))
      for (const { gains } of there.people) {
        for (const { access } of gains) {
          const { kind, name } = access as { kind: string; name: string }
          expect(roles).toContain(`${kind} ${name}`)
        }
      }
    }),
    { numRuns: 25 },
  )
})
