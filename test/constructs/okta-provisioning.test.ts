/** What a person must click in Okta so that it provisions, and Okta as a broker in front of another IdP. */
import { describe, expect, test } from '@jest/globals'
import { AzureadProvider } from '@cdktf/provider-azuread/lib/provider/index.js'
import { OktaProvider } from '@cdktf/provider-okta/lib/provider/index.js'
import { Directory, ManualStep, type ServicePresetKey } from '../../constructs/index.js'
import { EntraIdp } from '../../constructs/entra/index.js'
import {
  OktaCatalogueProvisioning,
  OktaInboundIdp,
  OktaProvisioning,
} from '../../constructs/okta/index.js'
import { refusalOf } from '../refusal.js'
import { givenOrganization, givenStack, synthesized } from './stack.js'

describe('provisioning', () => {
  const steps = (preset: ServicePresetKey) => {
    const stack = givenStack()
    const organization = givenOrganization(stack, { preset })
    const directory = Directory.fromDirectoryName(stack, 'directory', organization, 'acme')
    new OktaProvisioning(stack, 'people', { directory, appLabel: 'Torque' })
    const values = ManualStep.of(stack).flatMap(({ record }) => record.values)
    return Object.fromEntries(values.map((each) => [each.field, each]))
  }

  test('T61: the exact settings, without groups, imports or a token', () => {
    const values = steps('torque')
    const set = (field: string) => (values[field] as { value?: string } | undefined)?.value
    expect(set('SCIM connector base URL')).toBe('https://sso.example.com/api/scim') // T51
    expect(set('Unique identifier field for users')).toBe('userName')
    for (const on of ['Push New Users', 'Push Profile Updates', 'Create Users', 'Deactivate Users'])
      expect([on, set(on)]).toEqual([on, 'on'])
    for (const off of ['Push Groups', 'Import Groups', 'Sync Password'])
      expect([off, set(off)]).toEqual([off, 'off'])
    expect(set('Authentication Mode')).toBe('HTTP Header')
    expect(values['Authorization']).toEqual({
      field: 'Authorization',
      secret: expect.stringContaining('without the word Bearer'), // T54
    })
  })

  test('groups are pushed where the service takes them', () => {
    expect(steps('sonarqube-cloud')['Push Groups']).toMatchObject({ value: 'on' })
  })

  test('is refused where the service has no SCIM', () => {
    expect(refusalOf(() => steps('twenty')).code).toBe('directory-unsupported')
  })

  test('Q08, Q10: a catalogue app asks for a key only', () => {
    const stack = givenStack()
    const organization = givenOrganization(stack, { preset: 'qualified' })
    const directory = Directory.fromDirectoryName(stack, 'directory', organization, 'acme')
    new OktaCatalogueProvisioning(stack, 'people', { catalogueApp: 'Qualified.io', directory })
    const records = ManualStep.of(stack).map(({ record }) => record)
    expect(records[1]?.values).toEqual([
      { field: 'API Token', secret: 'the API key the service shows' },
    ])
    expect(records.map(({ source }) => source)).toEqual(['Q10', 'Q10', 'Q08'])
  })
})

describe('Okta as broker', () => {
  const broker = () => {
    const stack = givenStack()
    new OktaProvider(stack, 'okta', {})
    new AzureadProvider(stack, 'azuread', {})
    const idp = new OktaInboundIdp(stack, 'entra', {
      name: 'Entra',
      orgUrl: 'https://acme.okta.com/',
      upstream: new EntraIdp(),
      attributes: [{ name: 'space', externalName: 'https://acme.example/claims/space' }],
    })
    return { stack, idp, resources: synthesized(stack).resource ?? {} }
  }
  const bodies = (of: Record<string, unknown> | undefined) => Object.values(of ?? {})

  test('T47: Entra’s long claim URL is the external name of a string array, mapped to the user', () => {
    const { idp, resources } = broker()
    expect(bodies(resources['okta_app_user_schema_property'])).toContainEqual(
      expect.objectContaining({
        index: 'groups',
        type: 'array',
        array_type: 'string',
        external_name: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups',
      }),
    )
    expect(bodies(resources['okta_profile_mapping'])[0]).toMatchObject({
      source_id: '${okta_idp_saml.entra.id}',
      target_id: '${okta_idp_saml.entra.user_type_id}',
      mappings: [
        { id: 'space', expression: 'appuser.space' },
        { id: 'groups', expression: 'appuser.groups' },
      ],
    })
    expect(idp.groupsExpression).toBe('user.groups')
  })

  test('T47: Entra sends groups with default settings, and is told Okta’s endpoints late', () => {
    const { resources } = broker()
    expect(bodies(resources['azuread_application'])[0]).not.toHaveProperty('optional_claims')
    expect(bodies(resources['azuread_application_identifier_uri'])[0]).toMatchObject({
      identifier_uri: '${okta_idp_saml.entra.audience}',
    })
    expect(bodies(resources['azuread_application_redirect_uris'])[0]).toMatchObject({
      redirect_uris: ['https://acme.okta.com/sso/saml2/${okta_idp_saml.entra.id}'],
    })
  })
})
