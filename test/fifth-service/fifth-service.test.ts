/**
 * A fifth service is a file of data, two lines in the list of presets, and its golden cases: nothing else here knows
 * Lighthouse, and the engine decides for it, the service signs its people in, and `simulate` foretells it.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { AdminClient } from '../../src/admin-api/index.js'
import {
  admitPerson,
  applyMapping,
  decide,
  groupTitle,
  membershipAfterEdit,
  stateAfterScim,
  type GroupKey,
  type Standing,
} from '../../src/core/index.js'
import { startPracticeIdp, type PracticeIdp } from '../../src/practice-idp/index.js'
import { askIdp, cookieOf, post } from '../service/people.js'
import { adminToken } from '../service/processes.js'
import { lighthouse } from './lighthouse.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
jest.setTimeout(120_000)

interface Golden {
  readonly organization: Pick<Standing, 'groups' | 'roleRules'>
  readonly cases: readonly {
    readonly title: string
    readonly attributes: Readonly<Record<string, readonly string[]>>
    readonly held: readonly GroupKey[]
    readonly groups: readonly string[]
    readonly spaces: readonly string[]
    readonly roles: readonly string[]
    readonly sources: readonly string[]
  }[]
}

const golden = JSON.parse(
  readFileSync(join(root, 'test/fifth-service/golden.json'), 'utf8'),
) as Golden

describe('the engine', () => {
  test.each(golden.cases)('$title', ({ attributes, held, groups, spaces, roles, sources }) => {
    const subject = { subject: 'ada', attributes: new Map(Object.entries(attributes)) }
    const { profile, trace } = applyMapping(lighthouse, {}, subject)
    const decision = decide({ preset: lighthouse, held, ...golden.organization }, profile)
    expect({
      groups: decision.groups.map(groupTitle),
      spaces: decision.spaces.map(({ space, role }) => `${space} as ${role}`),
      roles: decision.roles,
      sources: [...trace, ...decision.trace].map(({ source }) => source),
    }).toEqual({ groups, spaces, roles, sources })
  })

  test('its settings, and none of the others’, decide the rest', () => {
    const context = { preset: lighthouse, justInTimeProvisioning: true }
    expect(admitPerson(context, undefined, 'ada').trace[0]?.source).toBe('L06')
    expect(stateAfterScim(lighthouse, undefined, 'create', 'ada').state).toBe('active')
    const person = { state: 'active' as const, hasSignedIn: true }
    expect(stateAfterScim(lighthouse, person, 'delete', 'ada').state).toBe('removed')
    const edit = {
      preset: lighthouse,
      group: golden.organization.groups[0]!,
      origin: 'okta' as const,
    }
    expect(() => membershipAfterEdit({ ...edit, change: 'add' }, [])).toThrow('group-synced')
    const before = { name: 'Ada', email: 'old@bay.example', login: 'ada' }
    const { profile } = applyMapping(
      lighthouse,
      {},
      { subject: 'new@bay.example', attributes: new Map() },
    )
    const kept = decide(
      { preset: lighthouse, held: [], groups: [], roleRules: [], person: before },
      profile,
    )
    expect(kept.contact).toMatchObject(before)
  })
})

/** The sources as they are, with the one file and the two lines that make the fifth. */
function withFifth(folder: string): void {
  for (const name of ['src', 'package.json', 'tsconfig.json']) {
    cpSync(join(root, name), join(folder, name), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const presets = join(folder, 'src/core/presets')
  const data = readFileSync(join(root, 'test/fifth-service/lighthouse.ts'), 'utf8')
  const inPlace = data.replace("'../../src/core/index.js'", "'./preset.js'")
  writeFileSync(join(presets, 'lighthouse.ts'), inPlace)
  const list = readFileSync(join(presets, 'index.ts'), 'utf8')
  writeFileSync(
    join(presets, 'index.ts'),
    list
      .replace(
        'import { torque }',
        "import { lighthouse } from './lighthouse.js'\nimport { torque }",
      )
      .replace('qualified, twenty]', 'qualified, twenty, lighthouse]'),
  )
}

describe('the service', () => {
  let folder = ''
  let idp: PracticeIdp
  let child: ChildProcess
  let client: AdminClient
  let url = ''

  const run = (args: readonly string[]): ChildProcess =>
    spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], MORTISE_ADMIN_TOKEN: adminToken },
      stdio: ['ignore', 'pipe', 'ignore'],
    })

  const outputOf = (started: ChildProcess, until: (text: string) => boolean): Promise<string> =>
    new Promise((resolve, reject) => {
      let text = ''
      started.stdout?.on('data', (chunk: Buffer) => {
        text += chunk.toString()
        if (until(text)) resolve(text)
      })
      started.on('close', (code) => {
        if (code === 0) resolve(text)
        else reject(new Error(`ended with ${code}: ${text}`))
      })
    })

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mortise-fifth-'))
    withFifth(folder)
    idp = await startPracticeIdp({ port: 0 })
    child = run(['serve', '--port', '0', '--data', join(folder, 'data')])
    const line = await outputOf(child, (text) => text.includes('\n'))
    url = (JSON.parse(line) as { url: string }).url
    client = new AdminClient({ serviceUrl: url, token: adminToken, fetch })
  })
  afterAll(async () => {
    child.kill('SIGTERM')
    await idp.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('signs its people in at its own addresses, by its own rules, and simulate foretold it', async () => {
    const organization = 'bay'
    const roleRules = [{ group: 'Engineers', role: 'Keeper' }]
    await client.call('putOrganization', {
      params: { name: organization },
      body: { preset: 'lighthouse', displayName: 'Bay', roleRules },
    })
    for (const space of ['North', 'South']) {
      const body = { space }
      await client.call('putGroup', { params: { organization, name: 'Engineers' }, body })
    }
    const { endpoints } = await client.call('putSamlConnection', {
      params: { name: 'bay-sso' },
      body: { organization, idpMetadataUrl: idp.metadataUrl },
    })
    expect(endpoints.acsUrl).toBe(`${url}/sso/bay-sso/response`)
    const override = { reason: 'the test of another thing' }
    await client.call('putActivation', { params: { name: 'bay-sso' }, body: { override } })

    const begun = await fetch(endpoints.loginUrl, { redirect: 'manual' })
    const posted = await askIdp(idp, begun.headers.get('location') ?? '')
    const sample = join(folder, 'response.txt')
    writeFileSync(sample, posted.SAMLResponse)
    const args = ['simulate', '--service', url, '--saml', sample, '--format', 'json']
    const foretold = JSON.parse(await outputOf(run(args), () => false)) as {
      outcomes: { access: { kind: string; name: string }[] }[]
    }

    const landed = await post(posted)
    expect([landed.status, landed.text]).toEqual([303, ''])
    const headers = { cookie: cookieOf(landed), accept: 'application/json' }
    const seen = (await (await fetch(`${url}/`, { headers })).json()) as Record<string, string[]>
    expect(seen).toMatchObject({
      groups: ['North/Engineers', 'South/Engineers'],
      spaces: ['North', 'South'],
      roles: ['Keeper in North', 'Keeper in South'],
    })
    expect(foretold.outcomes[0]!.access.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'entry bay',
      'group North/Engineers',
      'group South/Engineers',
      'space North as Keeper',
      'space South as Keeper',
    ])
  })

  test('has its own directory, under its own address', async () => {
    const body = { organization: 'bay' }
    const directory = await client.call('putDirectory', { params: { name: 'bay' }, body })
    expect(directory).toMatchObject({
      baseUrl: `${url}/sso/bay/scim`,
      capabilities: { groups: true, created: 'active', permission: 'keep-people' },
    })
  })
})
