/** `mortise simulate` over what the examples synthesize, as a person runs it before anything is applied. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { synthesizeExample } from '../examples/synthesized.js'
import { accessOf, openFolder, outcomesOf, simulate, type Folder } from './cli.js'

const personas = 'examples/personas.yaml'
const groupsClaim = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups'
let folder: Folder
let one = ''
let torque = ''
let twenty = ''
let okta = ''

beforeAll(async () => {
  folder = openFolder()
  one = folder.write('one.json', await synthesizeExample('00-one-connection'))
  torque = folder.write('torque.json', await synthesizeExample('22-entra-torque'))
  twenty = folder.write('twenty.json', await synthesizeExample('31-google-twenty'))
  okta = folder.write('okta.json', await synthesizeExample('10-okta-saml'))
})
afterAll(() => folder.remove())

const claims = (more: object) =>
  JSON.stringify({ sub: 'ada@acme.example', login: 'ada', email: 'ada@acme.example', ...more })

const person = (attributes: object, more: object = {}) => ({
  personas: [{ name: 'Ada', subject: 'ada@acme.example', attributes, ...more }],
})
const ada = { login: 'ada', displayName: 'Ada Lovelace', mail: 'ada@acme.example' }

describe('the first example', () => {
  test('with the example personas: what each gets, and why', async () => {
    const [newcomer, admin, silent, wrong] = await outcomesOf({ config: one, personas })
    expect(newcomer).toMatchObject({ result: 'enters', preset: 'SonarQube Cloud' })
    expect(accessOf(newcomer!)).toEqual(['group Engineers'])
    expect(accessOf(admin!)).toEqual([
      'group Engineers',
      'group Platform Admins',
      'role administer-organization',
    ])
    // S46: absent is not empty: what Charles holds stays.
    expect(accessOf(silent!)).toEqual(['group Platform Admins', 'role administer-organization'])
    expect(wrong).toMatchObject({ result: 'refused', finding: { code: 'attribute-missing' } })
  })

  test('every line says its rule, and where the configuration says it', async () => {
    const [, admin] = await outcomesOf({ config: one, personas })
    const told = admin!.trace.map(({ kind, subject, source, place }) => [
      `${kind} ${subject}`,
      source,
      place,
    ])
    expect(told).toEqual([
      ['field login', 'S10', null],
      ['field name', 'S10', 'mortise_saml_connection.acme-saml.attribute_mapping.name'],
      ['field email', 'S10', 'mortise_saml_connection.acme-saml.attribute_mapping.email'],
      ['field groups', 'S10', null],
      ['person grace', 'S60', null],
      [
        'group Engineers',
        'S61',
        expect.stringMatching(/^mortise_group\.acme_group-Engineers\S* \(one-connection\/acme\//),
      ],
      ['group Platform Admins', 'S61', expect.stringContaining('mortise_group.')],
      [
        'role administer-organization',
        'role_rules: Platform Admins → administer-organization',
        'mortise_organization.acme.role_rules[Platform Admins → administer-organization]',
      ],
    ])
  })

  test('says plainly that nothing was verified, and that nothing is enabled', async () => {
    const { code, stdout } = await simulate(['--config', one, '--claims', '-'], {
      input: claims({ displayName: 'Ada', mail: 'a@b.example' }),
    })
    // Claims are OpenID Connect's; the example's only connection is SAML's.
    expect(code).toBe(1)
    expect(stdout).toBe('')
    const through = ['--config', one, '--claims', '-', '--connection', 'acme-saml']
    const { stdout: text } = await simulate(through, {
      input: claims({ displayName: 'Ada', mail: 'a@b.example' }),
    })
    expect(text).toContain('claims as written, not verified: nobody has signed it')
    expect(text).toContain('nothing here enables the connection')
  })

  test('a folder is as good as the file in it', async () => {
    const inner = folder.write('cdk.tf.json', await synthesizedOnce(one))
    const outcomes = await outcomesOf({ config: folder.path, personas })
    expect(outcomes).toHaveLength(4)
    expect(inner).toContain(folder.path)
  })
})

const synthesizedOnce = async (file: string) => (await import('node:fs')).readFileSync(file, 'utf8')

describe('what is not known before apply', () => {
  const groups = (...ids: string[]) =>
    person(
      { login: 'ada', name: 'Ada', email: 'ada@acme.example', [groupsClaim]: ids },
      // The example's directory alone creates people.
      { scim: { userName: 'ada@acme.example' } },
    )

  test('T40: a group whose identifier is a variable may or may not match, and both are said', async () => {
    const file = folder.write('a.yaml', groups('6f1c0e9a'))
    const [outcome] = await outcomesOf({ config: torque, personas: file })
    expect(accessOf(outcome!)).toEqual([])
    expect(outcome!.undecided).toEqual([
      {
        access: { kind: 'group', name: 'Engineers' },
        address: 'mortise_group.engineers.idp_identifier',
        because: 'mortise_group.engineers.idp_identifier will be known only after apply',
      },
    ])
  })

  test('T40: given the variable, it is decided, either way', async () => {
    const file = folder.write('b.yaml', groups('6f1c0e9a'))
    const given = (id: string) =>
      outcomesOf({
        ...{ config: torque, personas: file },
        variables: [`entra_engineers_group_id=${id}`],
      })
    const [match] = await given('6f1c0e9a')
    const [stranger] = await given('another')
    expect([accessOf(match!), match!.undecided]).toEqual([['group Engineers'], []])
    expect([accessOf(stranger!), stranger!.undecided]).toEqual([[], []])
  })

  test('T40: the same expression is the same value, known or not', async () => {
    const file = folder.write('c.yaml', groups('${var.entra_engineers_group_id}'))
    const [outcome] = await outcomesOf({ config: torque, personas: file })
    expect([accessOf(outcome!), outcome!.undecided]).toEqual([['group Engineers'], []])
  })

  test('T44: whoever is in no group for certain is not in one that is not known yet', async () => {
    const file = folder.write('d.yaml', groups())
    const [outcome] = await outcomesOf({ config: torque, personas: file })
    expect([accessOf(outcome!), outcome!.undecided]).toEqual([[], []])
  })

  test('a mapping that is not known yet makes everything unknown, and says so', async () => {
    const program = JSON.parse(await synthesizedOnce(one)) as {
      resource: { mortise_saml_connection: Record<string, { attribute_mapping: object }> }
    }
    program.resource.mortise_saml_connection['acme-saml']!.attribute_mapping = {
      email: '${var.mail_attribute}',
    }
    const file = folder.write('open.json', program)
    const [outcome] = await outcomesOf({ config: file, personas })
    expect(outcome).toMatchObject({ result: 'unknown', finding: { code: 'mapping-unknown' } })
    expect(outcome!.finding!.detail).toContain('attribute_mapping.email will be known only after')
  })

  test('of a block that is repeated nothing is known', async () => {
    const program = JSON.parse(await synthesizedOnce(one)) as {
      resource: { mortise_group: Record<string, object> }
    }
    const groups = Object.entries(program.resource.mortise_group)
    program.resource.mortise_group = Object.fromEntries(
      groups.map(([name, body]) => [name, { ...body, for_each: '${var.names}' }]),
    )
    const file = folder.write('repeated.json', program)
    const [, admin] = await outcomesOf({ config: file, personas })
    expect(accessOf(admin!).filter((each) => each.startsWith('group'))).toEqual([])
    const { stdout } = await simulate(['--config', file, '--personas', personas])
    expect(stdout).toMatch(/mortise_group\.\S+ is repeated: only a plan tells what it comes to/)
  })

  test('role rules that are not known yet give nothing, and are named', async () => {
    const program = JSON.parse(await synthesizedOnce(one)) as {
      resource: { mortise_organization: Record<string, { role_rules: unknown }> }
    }
    program.resource.mortise_organization['acme']!.role_rules = '${var.rules}'
    const file = folder.write('rules.json', program)
    const [, admin] = await outcomesOf({ config: file, personas })
    expect(accessOf(admin!)).toEqual(['group Engineers', 'group Platform Admins'])
    expect(admin!.undecided[0]).toMatchObject({
      access: null,
      because: expect.stringContaining('mortise_organization.acme.role_rules'),
    })
  })
})

describe('a directory', () => {
  const scim = { userName: 'ada@acme.example', externalId: '00u1' }

  test('T33: creates people alone: who is not provisioned does not enter', async () => {
    const attributes = { login: 'ada', email: 'ada@acme.example' }
    const alone = folder.write('e.yaml', person(attributes))
    const pushed = folder.write('f.yaml', person(attributes, { scim }))
    const [refused] = await outcomesOf({ config: torque, personas: alone })
    expect(refused).toMatchObject({ result: 'refused', finding: { code: 'user-not-provisioned' } })
    const [entered] = await outcomesOf({ config: torque, personas: pushed })
    expect(entered).toMatchObject({ result: 'enters', contact: { email: 'ada@acme.example' } })
    expect(entered!.trace.map(({ source }) => source)).toEqual(
      expect.arrayContaining(['T55', 'T56']),
    )
  })

  test('T55, T58: a SCIM User by itself is provisioned, or deprovisioned', async () => {
    const run = async (body: object) =>
      (await outcomesOf({ config: torque, scimUser: folder.write('user.json', body) }))[0]
    expect(await run(scim)).toMatchObject({ result: 'provisioned', access: [] })
    expect(await run({ ...scim, active: false })).toMatchObject({ result: 'deprovisioned' })
    await expect(run({ active: 'maybe' })).rejects.toThrow('sample-unreadable')
  })

  test('W06: a service without SCIM cannot push', async () => {
    const scimUser = folder.write('user.json', scim)
    const [outcome] = await outcomesOf({ config: twenty, scimUser })
    expect(outcome).toMatchObject({ result: 'refused', finding: { code: 'directory-missing' } })
  })
})

test('W06: under Twenty somebody new has the default role', async () => {
  const file = folder.write('g.yaml', person({ email: 'ada@acme.example' }))
  const [outcome] = await outcomesOf({ config: twenty, personas: file })
  expect(outcome).toMatchObject({ result: 'enters', preset: 'Twenty' })
  expect(accessOf(outcome!)).toEqual(['role Member'])
})

test('an app that is made in the same program: mapping and groups agree on both sides', async () => {
  const file = folder.write('h.yaml', person({ ...ada, name: 'Ada', email: 'ada@acme.example' }))
  const [outcome] = await outcomesOf({ config: okta, personas: file })
  expect(outcome).toMatchObject({ result: 'enters' })
})
