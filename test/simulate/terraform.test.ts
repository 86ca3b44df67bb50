/** One program from plan to people: simulated as plan, as state and as a running service, and then signed in for real. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startPracticeIdp, type PracticeIdp } from '../../src/practice-idp/index.js'
import { mortiseProvider } from '../../src/provider/index.js'
import { startServer } from '../../src/provider/protocol/index.js'
import { synthesizeExample } from '../examples/synthesized.js'
import { cleanEnvironment, runTerraform } from '../provider/framework/terraform.js'
import { askIdp, enable, post } from '../service/people.js'
import { adminToken, startTestService, type TestService } from '../service/support.js'
import { accessOf, openFolder, outcomesOf, simulate, type Folder } from './cli.js'

const personas = 'examples/personas.yaml'
const access = {
  newcomer: ['group Engineers'],
  admin: ['group Engineers', 'group Platform Admins', 'role administer-organization'],
}

interface Program {
  resource: Record<string, Record<string, Record<string, unknown>>>
}

let folder: Folder
let idp: PracticeIdp
let service: TestService
let stop: () => Promise<void>
let environment: NodeJS.ProcessEnv
let program: Program

const workspace = (): string => join(folder.path, 'program')
const configure = (content: object): void =>
  writeFileSync(join(workspace(), 'main.tf.json'), JSON.stringify(content))

async function terraform(...args: readonly string[]): Promise<string> {
  const { code, output } = await runTerraform(workspace(), environment, args)
  if (code !== 0) throw new Error(`terraform ${args.join(' ')}: ${output}`)
  return output
}

async function planned(name: string): Promise<string> {
  await terraform('plan', `-out=${name}`)
  return folder.write(`${name}.json`, await terraform('show', '-json', name))
}

beforeAll(async () => {
  folder = openFolder()
  service = await startTestService()
  idp = await startPracticeIdp({ port: 0, now: () => service.clock.now() })
  program = JSON.parse(await synthesizeExample('00-one-connection')) as Program
  process.env['MORTISE_ADMIN_TOKEN'] = adminToken
  const server = await startServer(mortiseProvider, { log: () => undefined })
  stop = () => server.close()
  mkdirSync(workspace())
  writeFileSync(join(workspace(), 'cli.tfrc'), 'disable_checkpoint = true\n')
  environment = cleanEnvironment(workspace(), {
    TF_REATTACH_PROVIDERS: server.reattach('registry.terraform.io/mortise/mortise'),
    TF_VAR_service_url: service.url,
    TF_VAR_idp_metadata_url: idp.metadataUrl,
  })
  configure(program)
  await terraform('init')
})
afterAll(async () => {
  delete process.env['MORTISE_ADMIN_TOKEN']
  await stop()
  await idp.close()
  await service.close()
  folder.remove()
})

/** What the IdP posts for a person who began at our login URL. */
async function responseFor(person: string) {
  service.clock.advance(1)
  const begun = await service.get('/saml/acme-saml/login')
  return askIdp(idp, begun.headers.get('location') ?? '', person)
}

describe('before anything is applied', () => {
  test('a plan says what people will get, and who gains by it', async () => {
    const plan = await planned('first')
    const [newcomer, admin] = await outcomesOf({ config: plan, personas })
    expect([accessOf(newcomer!), accessOf(admin!)]).toEqual([access.newcomer, access.admin])
    const { code, stdout } = await simulate(['--plan', plan, '--personas', personas])
    expect(code).toBe(2)
    expect(stdout).toContain('Connection acme-saml: added')
    expect(stdout).toContain('+ role administer-organization')
    expect(stdout).toContain('3 of 4 sign-ins change.')
  })

  test('what another resource decides is not known, and is not guessed', async () => {
    const group = { organization: 'acme', name: 'Late', idp_identifier: '${terraform_data.id.id}' }
    const {
      mortise_group: groups,
      mortise_saml_connection: connections,
      ...others
    } = program.resource
    // Torque takes groups from Okta and Entra only.
    const metadata = { idp_metadata_url: 'https://acme.okta.com/app/exk1/sso/saml/metadata' }
    configure({
      ...program,
      resource: {
        ...others,
        terraform_data: { id: { input: 'x' } },
        mortise_group: { ...groups, late: group },
        mortise_saml_connection: { 'acme-saml': { ...connections!['acme-saml'], ...metadata } },
        mortise_organization: {
          acme: { name: 'acme', display_name: 'Acme', preset: 'torque', roles: ['Space Member'] },
        },
      },
    })
    const plan = await planned('late')
    configure(program)
    const torque = folder.write('torque.yaml', {
      personas: [
        {
          name: 'Ada',
          subject: 'ada',
          attributes: { displayName: 'Ada', mail: 'ada@acme.example', groups: ['6f1c'] },
        },
      ],
    })
    const [outcome] = await outcomesOf({ config: plan, personas: torque })
    expect(outcome!.undecided).toMatchObject([
      { access: { kind: 'group', name: 'Late' }, address: 'mortise_group.late.idp_identifier' },
    ])
  })
})

describe('after it is applied', () => {
  beforeAll(async () => {
    await terraform('apply', '-auto-approve')
    await enable(service, 'acme-saml')
  })

  test('the state gives what the plan promised, and verifies a real Response', async () => {
    const state = folder.write('state.json', await terraform('show', '-json'))
    const [newcomer, admin] = await outcomesOf({ config: state, personas })
    expect([accessOf(newcomer!), accessOf(admin!)]).toEqual([access.newcomer, access.admin])
    const { SAMLResponse } = await responseFor('ada')
    const saml = folder.write('response.txt', SAMLResponse)
    const [outcome] = await outcomesOf({ config: state, saml })
    expect(outcome!.sample).toMatch(/^SAML Response, verified as of .*: signature, issuer/)
    expect(accessOf(outcome!)).toEqual(access.admin)
  })

  test('a Response that the service would refuse is refused, for the service’s reason', async () => {
    const { SAMLResponse } = await responseFor('ada')
    const xml = Buffer.from(SAMLResponse, 'base64').toString('utf8')
    const saml = folder.write('forged.xml', xml.replaceAll('Ada Lovelace', 'Ada Byron'))
    const [outcome] = await outcomesOf({ config: service.url, saml, token: adminToken })
    expect(outcome).toMatchObject({ result: 'refused', access: [] })
    expect(outcome!.finding!.code).toMatch(/^signature-/)
  })

  test.each(['ada', 'grace', 'linus', 'margaret', 'zoe'])(
    'the running service says of %s beforehand what it then does, line by line',
    async (person) => {
      const posted = await responseFor(person)
      const saml = folder.write(`${person}.txt`, posted.SAMLResponse)
      const before = await outcomesOf({ config: service.url, saml, token: adminToken })
      await post(posted)
      const query = { connection: 'acme-saml', limit: 1 }
      const { items } = await service.client.call('listSignInAttempts', { query })
      const told = before[0]!.trace.map(({ place: _, ...line }) => line)
      expect(items[0]!.outcome).toBe('signed-in')
      // What is remembered of the message itself decides nothing.
      expect(told).toEqual(items[0]!.trace.filter(({ kind }) => kind !== 'message'))
      const user = await service.client.call('getUser', {
        params: { organization: 'acme', login: person },
      })
      const listed = [...user.groups.map((each) => `group ${each}`), ...roles(user.roles)].sort()
      expect(accessOf(before[0]!)).toEqual(listed)
    },
  )

  test('and of who is known already, what they keep', async () => {
    const { SAMLResponse } = await responseFor('ada')
    const saml = folder.write('again.txt', SAMLResponse)
    const [outcome] = await outcomesOf({ config: service.url, saml, token: adminToken })
    const effects = outcome!.trace.filter(({ kind }) => kind === 'group').map((line) => line.effect)
    expect(effects).toEqual(['kept', 'kept'])
  })

  test('a change in a pull request: who loses, and that the same plan again changes nothing', async () => {
    const plan = await planned('same')
    expect((await simulate(['--plan', plan, '--personas', personas])).code).toBe(0)
    const organization = { ...program.resource['mortise_organization']!['acme'], role_rules: [] }
    configure({
      ...program,
      resource: { ...program.resource, mortise_organization: { acme: organization } },
    })
    const change = await planned('change')
    configure(program)
    const args = ['--plan', change, '--personas', personas, '--format', 'markdown']
    const { code, stdout } = await simulate(args)
    expect(code).toBe(2)
    expect(stdout).toContain('**loses** role administer-organization')
    expect(stdout).toContain('2 of 4 sign-ins change.')
  })

  test('without the token nothing is asked of a service', async () => {
    const { code, stderr } = await simulate(['--service', service.url, '--personas', personas])
    expect([code, stderr]).toEqual([1, expect.stringContaining('MORTISE_ADMIN_TOKEN')])
  })
})

const roles = (names: readonly string[]): readonly string[] => names.map((name) => `role ${name}`)
