/** What enables a connection, leads people to it, and demands it; and what waits for what. */
import { describe, expect, test } from '@jest/globals'
import { TerraformVariable, type TerraformStack } from 'cdktf'
import {
  ConnectionActivation,
  ConnectionLookup,
  ConnectionsLookup,
  ConnectionTest,
  Domain,
  DomainVerification,
  SamlConnection,
  ManualStepsLookup,
  SignInAttempts,
  SsoPolicy,
} from '../../constructs/index.js'
import { refusalOf } from '../refusal.js'
import { givenOrganization, givenStack, only, rendered, resource, synthesized } from './stack.js'

function given() {
  const stack = givenStack()
  const organization = givenOrganization(stack)
  const connection = new SamlConnection(stack, 'sso', {
    organization,
    name: 'acme-saml',
    idpMetadataUrl: 'https://idp.example.com/metadata',
  })
  return { stack, organization, connection }
}

const data = (stack: TerraformStack, type: string): unknown =>
  Object.values(synthesized(stack).data?.[type] ?? {})[0]

describe('an activation', () => {
  test('S05, W05: waits for the connection, and asks for a passed test', () => {
    const { stack, connection } = given()
    new ConnectionActivation(stack, 'live', { connection })
    expect(resource(stack, 'mortise_connection_activation', 'live')).toEqual({
      connection_name: '${mortise_saml_connection.sso.name}',
    })
  })

  test('or says why there was none', () => {
    const { stack, connection } = given()
    new ConnectionActivation(stack, 'live', { connection, overrideReason: 'migrated, in use' })
    expect(only(stack, 'mortise_connection_activation')).toMatchObject({
      override_reason: 'migrated, in use',
    })
  })

  test('of a connection made elsewhere names it', () => {
    const { stack, organization } = given()
    const connection = SamlConnection.fromSamlConnectionName(stack, 'other', 'acme-other', {
      organization,
    })
    new ConnectionActivation(stack, 'live', { connection })
    expect(only(stack, 'mortise_connection_activation')['connection_name']).toBe('acme-other')
  })

  test('is known across copies of the class', () => {
    const { stack, connection } = given()
    const activation = new ConnectionActivation(stack, 'live', { connection })
    expect(ConnectionActivation.isConnectionActivation(activation)).toBe(true)
    expect(ConnectionActivation.isConnectionActivation(connection)).toBe(false)
  })
})

describe('a domain', () => {
  test('T01: leads people to a connection, once it is proven', () => {
    const { stack, organization, connection } = given()
    const domain = new Domain(stack, 'domain', { organization, name: 'acme.example', connection })
    const record = new TerraformVariable(stack, 'zone', { type: 'string' })
    domain.verify(record)
    expect(resource(stack, 'mortise_domain', 'domain')).toEqual({
      organization: '${mortise_organization.acme.name}',
      name: 'acme.example',
      connection_name: '${mortise_saml_connection.sso.name}',
    })
    expect(only(stack, 'mortise_domain_verification')).toMatchObject({
      domain: '${mortise_domain.domain.name}',
      depends_on: ['var.zone'],
    })
  })

  test('tells the record to publish', () => {
    const { stack, organization } = given()
    const { recordName, recordValue } = new Domain(stack, 'domain', {
      organization,
      name: 'a.example',
    })
    expect(rendered(stack, [recordName, recordValue])).toEqual([
      '${mortise_domain.domain.record_name}',
      '${mortise_domain.domain.record_value}',
    ])
  })

  test('claimed elsewhere can be proven here', () => {
    const { stack, organization } = given()
    const domain = Domain.fromDomainName(stack, 'domain', organization, 'acme.example')
    new DomainVerification(stack, 'proof', { domain })
    expect(Domain.isDomain(domain)).toBe(false)
    expect(resource(stack, 'mortise_domain_verification', 'proof')).toEqual({
      organization: '${mortise_organization.acme.name}',
      domain: 'acme.example',
    })
  })
})

describe('a policy', () => {
  test('W10, W10a: requires SSO after it was proven, and keeps somebody a way in', () => {
    const { stack, organization, connection } = given()
    const activation = new ConnectionActivation(stack, 'live', { connection })
    new SsoPolicy(stack, 'policy', {
      organization,
      requireSso: true,
      breakGlassAdministrators: ['root@acme.example'],
      activation,
    })
    expect(resource(stack, 'mortise_sso_policy', 'policy')).toEqual({
      organization: '${mortise_organization.acme.name}',
      require_sso: true,
      break_glass_administrators: ['root@acme.example'],
      depends_on: ['mortise_connection_activation.live'],
    })
  })

  test.each([[undefined], [[]]])(
    'T74, W10a: refuses %p as those who may enter without',
    (named) => {
      const { stack, organization } = given()
      const make = () =>
        new SsoPolicy(stack, 'policy', {
          organization,
          requireSso: true,
          ...(named ? { breakGlassAdministrators: named } : {}),
        })
      expect(refusalOf(make)).toMatchObject({ code: 'break-glass-missing', source: 'W10a, T74' })
    },
  )

  test('need not require anything', () => {
    const { stack, organization } = given()
    new SsoPolicy(stack, 'policy', { organization, requireSso: false })
    expect(only(stack, 'mortise_sso_policy')['require_sso']).toBe(false)
  })
})

describe('lookups', () => {
  test('ask about a connection once it is there', () => {
    const { stack, connection } = given()
    new ConnectionLookup(stack, 'standing', { connection })
    new ConnectionTest(stack, 'checks', { connection })
    new SignInAttempts(stack, 'attempts', { connection, limit: 5 })
    const steps = new ManualStepsLookup(stack, 'steps', { connection })
    expect(rendered(stack, steps.statuses)).toBe(
      '${data.mortise_manual_steps.steps.observations[*].status}',
    )
    const name = '${mortise_saml_connection.sso.name}'
    expect(data(stack, 'mortise_manual_steps')).toMatchObject({ name })
    expect(data(stack, 'mortise_connection')).toMatchObject({ name })
    expect(data(stack, 'mortise_connection_test')).toMatchObject({ connection_name: name })
    expect(data(stack, 'mortise_sign_in_attempts')).toMatchObject({
      connection_name: name,
      limit: 5,
    })
  })

  test('list all connections, or those of an organization', () => {
    const { stack, organization } = given()
    const all = new ConnectionsLookup(stack, 'all')
    new ConnectionsLookup(stack, 'own', { organization })
    expect(rendered(stack, all.binding.connections)).toBe(
      '${data.mortise_connections.all.connections}',
    )
    expect(synthesized(stack).data?.['mortise_connections']?.['own']).toMatchObject({
      organization: '${mortise_organization.acme.name}',
    })
  })
})
