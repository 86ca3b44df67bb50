import { describe, expect, test } from '@jest/globals'
import {
  applyMapping,
  attributeNames,
  checkAttributeMapping,
  getPreset,
  type Attributes,
} from '../../src/core/index.js'
import { refusalOf } from '../refusal.js'

const preset = getPreset('sonarqube-cloud')
const attributes = (entries: Record<string, string[]>): Attributes =>
  new Map(Object.entries(entries))
const whole = { login: ['ada'], name: ['Ada Lovelace'], email: ['ada@example.com'] }
const apply = (mapping: Record<string, string>, entries: Record<string, string[]>) =>
  applyMapping(preset, mapping, { subject: 'ada@example.com', attributes: attributes(entries) })

describe('attribute mapping', () => {
  test('S09: the names to give the IdP are computed', () => {
    expect(attributeNames(preset, { email: 'mail' })).toEqual({
      login: 'login',
      name: 'name',
      email: 'mail',
      groups: 'groups',
    })
  })

  test('S10: fills login, name, email and groups', () => {
    expect(apply({}, { ...whole, groups: ['A', 'B'] }).profile).toEqual({
      subject: 'ada@example.com',
      login: 'ada',
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      groups: ['A', 'B'],
    })
  })

  test('a connection may name attributes otherwise, long Entra URIs included', () => {
    const uri = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress'
    expect(apply({ email: uri }, { ...whole, [uri]: ['a@b.example'] }).profile.email).toBe(
      'a@b.example',
    )
  })

  test('T44: an absent groups attribute is undefined, an empty one is empty', () => {
    expect(apply({}, whole).profile.groups).toBeUndefined()
    expect(apply({}, { ...whole, groups: [] }).profile.groups).toEqual([])
    expect(apply({}, { ...whole, groups: [''] }).profile.groups).toEqual([])
  })

  test.each([
    ['absent', { name: whole.name, email: whole.email }],
    ['without values', { ...whole, login: [] }],
    ['empty', { ...whole, login: [''] }],
  ])('S10: a login that is %s is refused, and the IdP owns it', (_, entries) => {
    const finding = refusalOf(() => apply({}, entries))
    expect(finding).toMatchObject({ code: 'attribute-missing', owner: 'idp', source: 'S10' })
    expect(finding.detail).toContain('"email"')
  })

  test('an unknown target field is refused at registration', () => {
    expect(refusalOf(() => checkAttributeMapping(preset, { shoeSize: 'shoe' }))).toMatchObject({
      code: 'unknown-mapping-field',
      path: 'attributeMapping.shoeSize',
    })
  })

  test.each(['__proto__', 'constructor', 'toString'])('%s is no field', (field) => {
    const mapping = JSON.parse(`{ "${field}": "x" }`) as Record<string, string>
    expect(refusalOf(() => checkAttributeMapping(preset, mapping)).code).toBe(
      'unknown-mapping-field',
    )
  })
})

describe('well-known names', () => {
  const torque = getPreset('torque')
  const filled = (
    mapping: Record<string, string>,
    entries: Record<string, string[]>,
    subject = 'x',
  ) => applyMapping(torque, mapping, { subject, attributes: attributes(entries) })
  const uri = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress'

  test('T47: Entra’s long names are read where the connection maps nothing', () => {
    const { profile, trace } = filled({}, { [uri]: ['ada@example.com'] })
    expect(profile.email).toBe('ada@example.com')
    expect(trace.find(({ subject }) => subject === 'email')?.because).toContain(uri)
  })

  test('T05: what the connection maps is read and nothing else', () => {
    const sent = { email: ['wrong@example.com'], [uri]: ['wrong@example.com'] }
    expect(refusalOf(() => filled({ email: 'mail' }, sent)).code).toBe('attribute-missing')
    expect(
      filled({ spaceName: 'torqueSpaces' }, { email: ['a@x.example'], torqueSpaces: ['A'] }).profile
        .spaceNames,
    ).toEqual(['A'])
  })

  test('an empty attribute does not hide a filled one', () => {
    expect(filled({}, { email: [''], mail: ['a@x.example'] }).profile.email).toBe('a@x.example')
    expect(filled({}, { email: [''] }, 'a@x.example').profile.email).toBe('a@x.example')
  })

  test('T13a: lists keep their order and their empty places', () => {
    const { profile } = filled({}, { email: ['a@x.example'], space_name: ['A', '', 'B'] })
    expect(profile.spaceNames).toEqual(['A', '', 'B'])
    expect(profile.spaceRoles).toBeUndefined()
  })

  test('T44: overage makes groups unsaid, even beside a list', () => {
    const { profile, trace } = filled(
      {},
      { email: ['a@x.example'], groups: ['6f1c'], hasgroups: ['true'] },
    )
    expect(profile).toMatchObject({ groups: undefined, groupsOverage: true })
    expect(trace.at(-1)).toMatchObject({ effect: 'warned', subject: 'groups' })
  })

  test('attributes of hostile names fill nothing', () => {
    const { profile } = filled({}, { email: ['a@x.example'], __proto__: ['x'], constructor: ['x'] })
    expect(profile.name).toBe('')
  })
})
