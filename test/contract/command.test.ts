/** `mortise check` as people run it: over what every example synthesizes, over what is no program, and into SARIF. */
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { check, type CheckCommand } from '../../src/cli/check.js'
import { catalogue } from '../../src/contract/index.js'
import { exampleNames, synthesizeExample } from '../examples/synthesized.js'
import { append, changed, drop, set, type Json } from './edit.js'
import { runMortise, type Ran } from './mortise.js'
import { entraTorque, oktaSaml } from './programs.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'mortise-check-'))
const mortise = (args: readonly string[], input?: string) => runMortise(folder, args, input)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The same without a process of its own: what a command says does not depend on it. */
async function here(files: readonly string[], command: Partial<CheckCommand> = {}): Promise<Ran> {
  const texts = { out: '', err: '' }
  const code = await check(
    files.map((file) => join(folder, file)),
    { format: 'text', failOn: 'warning', asOf: '2026-12-01', ...command },
    {
      ...{ env: {}, now: () => new Date('2026-12-01'), isWatched: false },
      out: (text) => void (texts.out += text),
      say: (text) => void (texts.err += text),
    },
  )
  return { code, ...texts }
}

const written = (name: string, program: Json | string): string => {
  const file = join(folder, name)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, typeof program === 'string' ? program : JSON.stringify(program, null, 2))
  return name
}

const asOf = ['--as-of', '2026-12-01']
const bad = changed(oktaSaml, append('okta.sso_url', '/'), set('okta.response_signed', false))

describe('over what every example synthesizes', () => {
  const files: string[] = []
  beforeAll(async () => {
    for (const name of exampleNames)
      files.push(written(`stacks/${name}/cdk.tf.json`, await synthesizeExample(name)))
  })

  test('nothing is found but what is waived by name', async () => {
    const waivers = join(root, 'examples/mortise.waivers.yaml')
    const { code, out, err } = await mortise(['check', ...files, '--waivers', waivers, ...asOf])
    expect(err).toBe('')
    const open = out.split('\n').filter((line) => /^(error|warning): /.test(line))
    expect(open).toEqual([])
    expect(code).toBe(0)
    expect(out).toContain('connection acme-saml against okta_app_saml.')
    expect(out).toContain('waived until')
  })

  test('when the waivers have ended, the findings are back', async () => {
    const waivers = join(root, 'examples/mortise.waivers.yaml')
    const { code, out } = await here(files, { waivers, asOf: '2031-01-01' })
    expect(code).toBe(2)
    expect(out).toContain(
      'error: waiver-expired: waiver "broker-upstream-groups" ended on 2027-11-30',
    )
  })
})

describe('what is printed', () => {
  test('text names both sides with file, line and address; exit 2', async () => {
    const file = written('bad/cdk.tf.json', bad())
    const { code, out } = await mortise(['check', file, ...asOf])
    expect(code).toBe(2)
    expect(out).toMatch(
      /^error: acs-mismatch: expected ACS URL "https:\/\/sso\.example\.com\/saml\/acme-saml\/acs", got .*trailing slash$/m,
    )
    expect(out).toMatch(/^ {2}IdP +bad\/cdk\.tf\.json:\d+: okta_app_saml\.acme, sso_url$/m)
    expect(out).toMatch(
      /^ {2}service +bad\/cdk\.tf\.json:\d+: mortise_saml_connection\.acme, acs_url$/m,
    )
    expect(out).toMatch(/^ {2}remedy +Give the app the connection’s acs_url/m)
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^1 error, 1 warning, \d+ rules held$/)
  })

  test('--fail-on error lets warnings pass', async () => {
    const file = written(
      'warned/cdk.tf.json',
      changed(oktaSaml, set('okta.response_signed', false))(),
    )
    expect((await here([file])).code).toBe(2)
    expect((await here([file], { failOn: 'error' })).code).toBe(0)
  })

  test('a waiver file beside the program is found; a broken one is named', async () => {
    const file = written('kept/cdk.tf.json', changed(entraTorque, drop('output'))())
    const waiver = (until: string) =>
      `waivers:\n  - name: entra\n    code: secret-in-state\n    reason: no other way there is\n    until: ${until}\n` +
      `  - name: groups\n    code: scim-groups-pushed\n    reason: switched off by hand in the console\n    until: 2027-01-31\n`
    written('kept/mortise.waivers.yaml', waiver('2027-01-31'))
    const good = await here([file])
    expect([good.code, good.err]).toEqual([0, ''])
    written('kept/mortise.waivers.yaml', waiver('2027-02-30'))
    const broken = await here([file])
    expect(broken.code).toBe(1)
    expect(broken.err).toContain('kept/mortise.waivers.yaml: waivers.0.until: must be a day')
    written('kept/mortise.waivers.yaml', 'waivers: [')
    expect((await here([file])).err).toContain('mortise check: usage')
    rmSync(join(folder, 'kept'), { recursive: true })
  })

  test('JSON is the whole report, from standard input as well', async () => {
    const { code, out } = await mortise(
      ['check', '-', '--format', 'json', ...asOf],
      JSON.stringify(bad()),
    )
    expect(code).toBe(2)
    const report = JSON.parse(out) as { findings: { code: string }[]; files: string[] }
    expect(report.findings.map((each) => each.code)).toEqual([
      'acs-mismatch',
      'one-signature-missing',
    ])
    expect(report.files).toEqual(['-'])
  })
})

interface Location {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string }
    readonly region?: { readonly startLine: number; readonly startColumn: number }
  }
  readonly logicalLocations: readonly { readonly fullyQualifiedName: string }[]
}

interface Sarif {
  readonly $schema: string
  readonly version: string
  readonly runs: readonly {
    readonly tool: {
      readonly driver: {
        readonly name: string
        readonly rules: readonly {
          readonly id: string
          readonly shortDescription: { readonly text: string }
          readonly defaultConfiguration: { readonly level: string }
        }[]
      }
    }
    readonly results: readonly {
      readonly ruleId: string
      readonly ruleIndex: number
      readonly level: string
      readonly kind: string
      readonly message: { readonly text: string }
      readonly locations: readonly Location[]
      readonly relatedLocations?: readonly (Location & { readonly id: number })[]
      readonly suppressions?: readonly { readonly kind: string; readonly justification: string }[]
    }[]
  }[]
}

test('SARIF 2.1.0: rules, results, and a location for each side', async () => {
  const file = written(
    'sarif dir/cdk.tf.json',
    changed(entraTorque, append('secret.credential.0.value', '/v2'))(),
  )
  written(
    'sarif dir/mortise.waivers.yaml',
    'waivers:\n  - {name: w, code: secret-in-state, reason: no other way there is, until: 2027-01-31}\n',
  )
  const { code, out } = await mortise(['check', file, '--format', 'sarif', ...asOf])
  expect(code).toBe(2)
  const log = JSON.parse(out) as Sarif
  expect(log.version).toBe('2.1.0')
  expect(log.$schema).toMatch(/sarif-2\.1\.0/)
  const [run] = log.runs
  const rules = run?.tool.driver.rules ?? []
  expect(run?.tool.driver.name).toBe('mortise check')
  expect(rules.map(({ id }) => id)).toEqual([...catalogue.keys()])
  for (const rule of rules) {
    expect(rule.shortDescription.text).not.toBe('')
    expect(['error', 'warning', 'note']).toContain(rule.defaultConfiguration.level)
  }
  const results = run?.results ?? []
  expect(results.map(({ ruleId, kind, level }) => [ruleId, kind, level])).toEqual([
    ['scim-base-url-mismatch', 'fail', 'error'],
    ['secret-in-state', 'fail', 'error'],
    ['scim-groups-pushed', 'open', 'none'],
  ])
  for (const { ruleId, ruleIndex, message, locations, relatedLocations = [] } of results) {
    expect(rules[ruleIndex]?.id).toBe(ruleId)
    expect(message.text).not.toBe('')
    expect(locations).toHaveLength(1)
    for (const { physicalLocation, logicalLocations } of [...locations, ...relatedLocations]) {
      // A URI reference: a blank in a path is not one.
      expect(physicalLocation.artifactLocation.uri).toBe('sarif%20dir/cdk.tf.json')
      expect(physicalLocation.region?.startLine).toBeGreaterThan(0)
      expect(logicalLocations[0]?.fullyQualifiedName).toMatch(/^(azuread|mortise)_/)
    }
  }
  expect(results[1]?.suppressions).toEqual([
    {
      kind: 'external',
      status: 'accepted',
      justification: 'w, until 2027-01-31: no other way there is',
    },
  ])
})

describe('what cannot be checked: exit 1, with the reason and what to do', () => {
  test('a file that is not there, and a format there is not', async () => {
    const absent = await mortise(['check', 'nowhere.json'])
    expect([absent.code, absent.out]).toEqual([1, ''])
    expect(absent.err).toContain('file-unreadable: nowhere.json: ENOENT')
    writeFileSync(join(folder, 'large.json'), '')
    truncateSync(join(folder, 'large.json'), 512 * 1024 * 1024 + 1) // nothing of it on the disk
    const large = await mortise(['check', 'large.json'])
    expect(large.code).toBe(1)
    expect(large.err).toContain('large.json: it has more than 536870912 bytes')
    const strange = await mortise(['check', 'x', '--format', 'xml'])
    expect(strange.code).toBe(1)
    expect(strange.err).toContain('one of: text, json, sarif')
  })

  test.each([
    ['nothing', [], {}, 'usage: nothing to check'],
    ['a day that is none', ['x'], { asOf: '2027-02-30' }, 'is no day'],
    ['plain http', [], { live: 'http://sso.example.com' }, 'insecure-service-url'],
    ['no token', [], { live: 'https://sso.example.com' }, 'admin-token-missing'],
    ['a service URL that is none', ['x'], { serviceUrl: 'sso' }, 'must be an https URL'],
  ])('%s', async (_, files, command, says) => {
    const { code, out, err } = await here(files, command)
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain(says)
  })

  test('no JSON, no program, and a plan in binary form; what they hold is not quoted', async () => {
    const secret = '{"token": "hunter2" hunter2'
    const broken = await here([written('broken.json', secret)])
    expect([broken.code, broken.out]).toEqual([1, ''])
    expect(broken.err).toContain('broken.json: no JSON')
    expect(broken.err).not.toContain('hunter2')
    const other = await here([written('other.json', { a: 1 })])
    expect(other.err).toContain('neither a configuration, a plan nor a state')
    const plan = await here([written('plan', 'PK\u0003\u0004')])
    expect(plan.err).toContain('terraform show -json PLAN')
  })
})

test('help names the exit codes', async () => {
  const { out } = await mortise(['check', '--help'])
  expect(out).toContain('2 findings')
})
