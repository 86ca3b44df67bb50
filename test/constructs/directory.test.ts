/** Directories, their tokens and spaces: what they become, and that a token's value is written nowhere. */
import { describe, expect, test } from '@jest/globals'
import { Fn, TerraformVariable, type TerraformStack } from 'cdktf'
import {
  ConnectionActivation,
  Directory,
  DirectoryToken,
  SamlConnection,
  SecretVariable,
  Space,
  type ServicePresetKey,
} from '../../constructs/index.js'
import { refusalOf } from '../refusal.js'
import {
  complaints,
  givenOrganization,
  givenStack,
  givenToken,
  only,
  resource,
  synthesized,
} from './stack.js'

function given(preset: ServicePresetKey = 'torque') {
  const stack = givenStack()
  return { stack, organization: givenOrganization(stack, { preset }) }
}

describe('a directory', () => {
  test('T51, T60: knows its base URL from names alone, and waits until SSO works', () => {
    const { stack, organization } = given()
    const connection = SamlConnection.fromSamlConnectionName(stack, 'sso', 'acme-saml', {
      organization,
    })
    const activation = new ConnectionActivation(stack, 'live', { connection })
    const directory = new Directory(stack, 'people', {
      ...{ organization, connection, activation },
      name: 'acme-people',
    })
    expect(directory.scimBaseUrl).toBe('https://sso.example.com/api/scim')
    expect(resource(stack, 'mortise_directory', 'people')).toEqual({
      organization: '${mortise_organization.acme.name}',
      name: 'acme-people',
      connection_name: 'acme-saml',
      depends_on: ['mortise_connection_activation.live'],
    })
  })

  test('is refused where the service has no SCIM', () => {
    const { stack, organization } = given('twenty')
    const make = () => new Directory(stack, 'people', { organization, name: 'acme' })
    expect(refusalOf(make).code).toBe('directory-unsupported')
  })

  test('made elsewhere is known by its name', () => {
    const { stack, organization } = given('sonarqube-cloud')
    const directory = Directory.fromDirectoryName(stack, 'people', organization, 'acme')
    expect(directory.scimBaseUrl).toBe('https://sso.example.com/scim/acme/v2')
    expect(Directory.isDirectory(directory)).toBe(false)
  })

  test('of another name is another', () => {
    const { stack, organization } = given()
    const make = () => new Directory(stack, 'people', { organization, name: 'Acme' })
    expect(refusalOf(make)).toMatchObject({ code: 'invalid-input', path: 'name' })
  })
})

describe('a token', () => {
  const token = (value: (stack: TerraformStack) => string) => {
    const { stack, organization } = given()
    const directory = new Directory(stack, 'people', { organization, name: 'acme' })
    directory.addToken('first', { value: value(stack), valueVersion: 2, expiresInDays: 90 })
    return stack
  }
  const ephemeral = (stack: TerraformStack) => new SecretVariable(stack, 'scim').stringValue

  test('T53, T54: goes into a write-only argument, without the word Bearer', () => {
    const stack = token(ephemeral)
    expect(only(stack, 'mortise_directory_token')).toMatchObject({
      directory: '${mortise_directory.people.name}',
      name: 'first',
      value_wo: '${replace(trimspace(var.scim), "/^(?i:bearer[[:space:]]+)+/", "")}',
      value_wo_version: 2,
      expires_in_days: 90,
    })
    expect(synthesized(stack)).toMatchObject({
      variable: { scim: { type: 'string', sensitive: true, nullable: false, ephemeral: true } },
    })
  })

  test('a secret that may be kept in the state is not ephemeral', () => {
    const { stack } = given()
    new SecretVariable(stack, 'kept', { keptInState: true, description: 'for Entra' })
    expect(synthesized(stack)).toMatchObject({
      variable: { kept: { sensitive: true, description: 'for Entra' } },
    })
    expect(JSON.stringify(synthesized(stack))).not.toContain('ephemeral')
  })

  test.each(['hunter2', 'Bearer hunter2', '${var.x}hunter2'])(
    'T54: refuses the literal %j, and does not repeat it',
    (literal) => {
      const finding = refusalOf(() => token(() => literal))
      expect(finding).toMatchObject({ code: 'secret-in-code', path: 'value' })
      expect(JSON.stringify(finding)).not.toContain('hunter2')
    },
  )

  const disguised: readonly (readonly [string, (stack: TerraformStack) => string])[] = [
    ['a variable that is not sensitive', givenToken],
    [
      'a default',
      (stack) =>
        new TerraformVariable(stack, 'v', { type: 'string', sensitive: true, default: 'hunter2' })
          .stringValue,
    ],
    ['a literal in disguise', () => Fn.sensitive('hunter2') as string],
  ]
  test.each(disguised)('refuses %s at synth', (_, value) => {
    const told = complaints(token(value)).join()
    expect(told).toContain('[stack/people/token-first] secret-in-code: value')
    expect(told).not.toContain('hunter2')
  })

  test('two may live at a time', () => {
    const { stack, organization } = given()
    const directory = Directory.fromDirectoryName(stack, 'people', organization, 'acme')
    const value = ephemeral(stack)
    new DirectoryToken(stack, 'old', { directory, name: 'first', value })
    new DirectoryToken(stack, 'new', { directory, name: 'second', value })
    expect(Object.keys(synthesized(stack).resource?.['mortise_directory_token'] ?? {})).toEqual([
      'new',
      'old',
    ])
  })
})

describe('a space', () => {
  test('T10: waits for its organization', () => {
    const { stack, organization } = given()
    const space = organization.addSpace('Trial', { displayName: 'Trial space' })
    expect(only(stack, 'mortise_space')).toMatchObject({
      organization: '${mortise_organization.acme.name}',
      name: 'Trial',
      display_name: 'Trial space',
    })
    expect(Space.isSpace(space)).toBe(true)
    expect(space.binding.friendlyUniqueId).toBe('acme_space-Trial_3AC84DF9')
  })

  test.each([
    ['Twenty has none', 'twenty', 'Trial', 'spaces-unsupported'],
    ['T13: a separator in its name', 'torque', 'A,B', 'separator-in-name'],
    ['an empty name', 'torque', '', 'invalid-input'],
  ] as const)('is refused: %s', (_, preset, name, code) => {
    const { stack, organization } = given(preset)
    expect(refusalOf(() => organization.addSpace(name)).code).toBe(code)
    expect(refusalOf(() => Space.fromSpaceName(stack, 'x', organization, name)).code).toBe(code)
  })

  test('made elsewhere is known by its name', () => {
    const { stack, organization } = given()
    const space = Space.fromSpaceName(stack, 'x', organization, 'Trial')
    expect([space.name, space.nameRef, Space.isSpace(space)]).toEqual(['Trial', 'Trial', false])
  })
})

test('T11, T28, T34: an organization may have roles of its own, with the fallback among them', () => {
  const stack = givenStack()
  givenOrganization(stack, {
    preset: 'torque',
    roles: ['Space Member', 'Space Viewer'],
    accountRoles: ['Admin'],
    defaultSpace: 'Trial',
    defaultRole: 'Space Viewer',
  })
  expect(only(stack, 'mortise_organization')).toMatchObject({
    roles: ['Space Member', 'Space Viewer'],
    account_roles: ['Admin'],
    default_space: 'Trial',
    default_role: 'Space Viewer',
  })
  const without = () => givenOrganization(givenStack(), { preset: 'torque', roles: ['Viewer'] })
  expect(refusalOf(without).code).toBe('fallback-role-missing')
})

test('Q01, S01, W02: an organization says what the vendor has granted', () => {
  const stack = givenStack()
  givenOrganization(stack, { entitlements: ['enterprise'] })
  expect(only(stack, 'mortise_organization')['entitlements']).toEqual(['enterprise'])
})
