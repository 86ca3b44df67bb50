/** The contract check at synth: hand-written apps beside our constructs, and how a program says that it knows better. */
import { AppSaml } from '@cdktf/provider-okta/lib/app-saml/index.js'
import { OktaProvider } from '@cdktf/provider-okta/lib/provider/index.js'
import { App, TerraformStack, Testing } from 'cdktf'
import { describe, expect, test } from '@jest/globals'
import {
  Federation,
  MortiseProvider,
  Organization,
  SamlConnection,
} from '../../constructs/index.js'
import { OktaIdp } from '../../constructs/okta/index.js'
import { complaints } from '../constructs/stack.js'

interface Given {
  readonly app?: App
  readonly overrides?: object
}

/** An app written by hand, both sides agreeing but for what is overridden. */
function given({ app = Testing.app(), overrides = {} }: Given = {}): TerraformStack {
  const stack = new TerraformStack(app, 'stack')
  new MortiseProvider(stack, 'mortise', { serviceUrl: 'https://sso.example.com' })
  new OktaProvider(stack, 'okta', {})
  const organization = new Organization(stack, 'acme', { name: 'acme', preset: 'sonarqube-cloud' })
  const ahead = SamlConnection.fromSamlConnectionName(stack, 'ahead', 'acme-saml', { organization })
  const saml = new AppSaml(stack, 'app', {
    label: 'SonarQube Cloud',
    ssoUrl: ahead.acsUrl,
    recipient: ahead.acsUrl,
    destination: ahead.acsUrl,
    audience: ahead.spEntityId,
    responseSigned: true,
    assertionSigned: true,
    hideWeb: true,
    attributeStatements: Object.values(ahead.attributeNames).map((name) => ({
      name,
      ...(name === 'groups'
        ? { type: 'GROUP', filterType: 'REGEX', filterValue: '.*' }
        : { values: ['user.login'] }),
    })),
    ...overrides,
  })
  new SamlConnection(stack, 'saml', {
    organization,
    name: 'acme-saml',
    idpMetadataXml: saml.metadata,
  })
  return stack
}

const warnings = (stack: TerraformStack): readonly string[] =>
  stack.node.metadata.filter(({ type }) => type === '@cdktf/warn').map(({ data }) => String(data))

describe('at synth', () => {
  test('an app that agrees passes', () => {
    expect(complaints(given())).toEqual([])
  })

  test('one that does not fails, with both addresses and the remedy', () => {
    const stack = given({
      overrides: { audience: 'https://sso.example.com/saml/acme-saml/metadata/' },
    })
    expect(complaints(stack)).toEqual([
      'audience-not-ours: expected audience "https://sso.example.com/saml/acme-saml/metadata", got "https://sso.example.com/saml/acme-saml/metadata/"; they differ only by a trailing slash (okta_app_saml.app.audience, mortise_saml_connection.saml.sp_entity_id); Give the app the connection’s sp_entity_id. Okta: audience; Entra: identifier_uris.',
    ])
    expect(() => Testing.synth(stack, true)).toThrow('audience-not-ours')
  })

  test('a warning does not fail it', () => {
    const stack = given({ overrides: { hideWeb: false } })
    expect(complaints(stack)).toEqual([])
    expect(warnings(stack).join()).toContain('icon-begins-refused-sign-in')
  })

  test('the context says how much is told: warn, or off', () => {
    const under = (mode: string) => {
      const app = Testing.app({ context: { 'mortise:contract': mode } })
      const stack = given({ app, overrides: { audience: 'urn:other' } })
      return [complaints(stack), warnings(stack).length] as const
    }
    expect(under('warn')).toEqual([[], 1])
    expect(under('off')).toEqual([[], 0])
  })

  test('a Federation agrees by itself, also where the service URL is known to Terraform only', () => {
    const stack = new TerraformStack(Testing.app(), 'stack')
    new OktaProvider(stack, 'okta', {})
    new MortiseProvider(stack, 'mortise', { serviceUrl: 'https://sso.example.com' })
    const organization = new Organization(stack, 'acme', { name: 'acme', preset: 'twenty' })
    new Federation(stack, 'sso', { organization, name: 'acme-saml', idp: new OktaIdp() })
    expect(complaints(stack)).toEqual([])
  })
})
