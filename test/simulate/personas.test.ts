/** The personas file: what is wrong with it is said with its line. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Refusal } from '../../src/core/index.js'
import { openFolder, outcomesOf, simulate, type Folder } from './cli.js'

const config = 'test/golden/synth/00-one-connection.json'
let folder: Folder
beforeAll(() => void (folder = openFolder()))
afterAll(() => folder.remove())

async function complaintsOf(text: string): Promise<string> {
  const personas = folder.write('people.yaml', text)
  try {
    await outcomesOf({ config, personas })
  } catch (error) {
    if (Refusal.is(error)) return error.finding.detail.replaceAll(`${folder.path}/`, '')
    throw error
  }
  throw new Error('nothing was wrong with it')
}

describe('what is wrong with a personas file', () => {
  test.each([
    [
      'an unknown field',
      'personas:\n  - name: A\n    scim: {}\n    shoe: 44',
      'people.yaml:4: personas.0: shoe is not a known field',
    ],
    [
      'a number',
      'personas:\n  - name: A\n    subject: a\n    attributes:\n      groups: [1]',
      'people.yaml:5: personas.0.attributes.groups: must be text or a list of texts; numbers and dates need quotes, and none at all is []',
    ],
    [
      'nothing at all',
      'personas:\n  - name: A\n    attributes:\n      groups:\n    subject: a',
      'people.yaml:4: personas.0.attributes.groups: must be text',
    ],
    [
      'two ways',
      'personas:\n  - name: A\n    claims: {}\n    idToken: x',
      'people.yaml:2: personas.0: says in more than one way',
    ],
    ['no way', 'personas:\n  - name: A', 'people.yaml:2: personas.0: says nothing of what the IdP'],
    ['no subject', 'personas:\n  - name: A\n    attributes: {}', 'needs subject (the NameID)'],
    ['nobody', 'personas: []', 'people.yaml:1: personas: names nobody'],
    [
      'a state there is not',
      'personas:\n  - name: A\n    scim: {}\n    before:\n      state: gone',
      'people.yaml:5: personas.0.before.state',
    ],
    ['no YAML', 'personas: [', 'people.yaml:1: '],
    ['a key twice', 'personas: []\npersonas: []', 'people.yaml:2: Map keys must be unique'],
    [
      'a name twice',
      'personas:\n  - {name: A, scim: {userName: a}}\n  - {name: A, scim: {userName: b}}',
      'there are two personas "A"',
    ],
    [
      'a claim set without sub',
      'personas:\n  - name: A\n    claims: {}',
      'people.yaml: "A": the claims have no "sub"',
    ],
    [
      'a file that is not there',
      'personas:\n  - name: A\n    idToken: nowhere.jwt',
      'nowhere.jwt: there is no such file',
    ],
  ])('%s', async (_, text, words) => {
    expect(await complaintsOf(text)).toContain(words)
  })

  test('every fault at once', async () => {
    const text =
      'personas:\n  - name: A\n    a: 1\n    scim: {}\n  - name: B\n    b: 1\n    scim: {}'
    expect(await complaintsOf(text)).toBe(
      'people.yaml:3: personas.0: a is not a known field; people.yaml:6: personas.1: b is not a known field',
    )
  })
})

test('a Response beside the file is found from wherever the command runs', async () => {
  const { readFileSync } = await import('node:fs')
  folder.write('ada.xml', readFileSync('test/golden/saml/okta/response.xml', 'utf8'))
  const personas = folder.write(
    'beside.yaml',
    'personas:\n  - name: A\n    connection: acme-saml\n    samlResponse: ada.xml',
  )
  const [outcome] = await outcomesOf({ config, personas })
  expect(outcome!.sample).toContain('SAML Response')
})

test('what is missing on the command line is said, and ends with 1', async () => {
  const { code, stderr } = await simulate(['--config', config])
  expect([code, stderr]).toEqual([1, expect.stringContaining('say in one way whom to try')])
})

describe('which configuration', () => {
  const personas = 'examples/personas.yaml'
  test.each([
    ['a state of another version', { version: 3, serial: 1, lineage: 'x' }, 'terraform show -json'],
    ['anything else', { hello: 1 }, 'neither a configuration, a plan nor a state'],
    // The text itself is not quoted: it may hold secrets.
    ['no JSON', 'hello', 'no JSON: it breaks off or goes wrong before its end'],
    ['a list', '[]', 'no JSON object'],
    ['outputs', { mortise_steps: { type: 'string', value: 'x' } }, 'holds outputs alone'],
  ])('%s is refused in words', async (name, content, words) => {
    const file = folder.write(`${name.replace(' ', '-')}.json`, content)
    const refusal = await outcomesOf({ config: file, personas }).catch((error: unknown) => error)
    if (!Refusal.is(refusal)) throw new Error('it was taken')
    expect(`${refusal.finding.detail} ${refusal.finding.remedy}`).toContain(words)
  })

  test('the admin token goes to no service that is named in the clear', async () => {
    const asked = outcomesOf({
      ...{ config: 'http://root:secret@sso.example.com', personas, token: 'a token' },
      fetch: () => Promise.reject(new Error('it was asked')),
    })
    const refusal = await asked.catch((error: unknown) => error)
    if (!Refusal.is(refusal)) throw refusal
    expect(refusal.finding.code).toBe('insecure-service-url')
    expect(refusal.finding.detail).not.toContain('secret')
  })

  test('what the service would refuse at registration is refused, with the address', async () => {
    const file = folder.write('bad.json', {
      resource: {
        mortise_organization: {
          acme: { name: 'acme', preset: 'torque', display_name: 'A', roles: ['Owner'] },
        },
      },
    })
    await expect(outcomesOf({ config: file, personas })).rejects.toThrow(
      'fallback-role-missing: mortise_organization.acme',
    )
  })

  test('a mapping to a field there is not is refused, with the address', async () => {
    const file = folder.write('field.json', {
      resource: {
        mortise_organization: { acme: { name: 'acme', preset: 'twenty', display_name: 'A' } },
        mortise_saml_connection: {
          sso: { name: 'sso', organization: 'acme', attribute_mapping: { shoe: 'x' } },
        },
      },
    })
    await expect(outcomesOf({ config: file, personas })).rejects.toThrow(
      'unknown-mapping-field: mortise_saml_connection.sso',
    )
  })
})
