/** Okta's OIDC app, as its provider's arguments; and where its secret may go. */
import { describe, expect, test } from '@jest/globals'
import { OktaProvider } from '@cdktf/provider-okta/lib/provider/index.js'
import { ManualStep, requireProviderVersion, SecretVariable } from '../../constructs/index.js'
import { OktaOidcApp, type OktaOidcAppProps } from '../../constructs/okta/index.js'
import { refusalOf } from '../refusal.js'
import { complaints, givenStack, only, rendered, resource } from './stack.js'

function given() {
  const stack = givenStack()
  new OktaProvider(stack, 'okta', {})
  return { stack }
}

describe('an OIDC app', () => {
  const redirectUri = 'https://sso.example.com/oidc/acme/callback'
  const secretInState = {
    name: 'okta-secret',
    reason: 'okta 4.20 has no other way',
    until: '2100-01-01',
  }

  test('S20: a web app, one redirect URI, open to everybody by Federation Broker Mode', () => {
    const { stack } = given()
    new OktaOidcApp(stack, 'app', { label: 'SonarQube Cloud', redirectUri, secretInState })
    expect(resource(stack, 'okta_app_oauth', 'app')).toMatchObject({
      type: 'web',
      redirect_uris: [redirectUri],
      implicit_assignment: true,
      pkce_required: true,
    })
  })

  test('S23: may be assigned to groups besides, as documented; S23a: broker mode needs no assignment', () => {
    const { stack } = given()
    new OktaOidcApp(stack, 'app', {
      ...{ label: 'x', redirectUri, secretInState },
      assignedGroupIds: ['00g1'],
    })
    expect(only(stack, 'okta_app_group_assignments')).toMatchObject({
      app_id: '${okta_app_oauth.app.id}',
      group: [{ id: '00g1' }],
    })
    expect(resource(stack, 'okta_app_oauth', 'app')['implicit_assignment']).toBe(true)
  })

  test('S22: the groups claim by the provider', () => {
    const { stack } = given()
    new OktaOidcApp(stack, 'app', {
      ...{ label: 'x', redirectUri, secretInState },
      groupClaim: { setBy: 'provider' },
    })
    expect(resource(stack, 'okta_app_oauth', 'app')['groups_claim']).toEqual({
      type: 'FILTER',
      name: 'groups',
      filter_type: 'REGEX',
      value: '.*',
    })
  })

  test('S22: the groups claim by a person', () => {
    const { stack } = given()
    const groupClaim = { setBy: 'console', filter: { startsWith: 'sso-' } } as const
    new OktaOidcApp(stack, 'app', { label: 'x', redirectUri, secretInState, groupClaim })
    expect(resource(stack, 'okta_app_oauth', 'app')).not.toHaveProperty('groups_claim')
    expect(ManualStep.of(stack)[0]?.record.values.at(-1)).toEqual({
      field: 'Groups claim filter, Starts with',
      value: 'sso-',
    })
  })
})

describe('the client secret of an OIDC app', () => {
  const redirectUri = 'https://sso.example.com/oidc/acme/callback'
  const made = (props: Partial<OktaOidcAppProps>, constraint?: string) => {
    const { stack } = given()
    if (constraint !== undefined) requireProviderVersion(stack, 'okta', constraint)
    const clientSecret = new SecretVariable(stack, 'secret').stringValue
    const app = new OktaOidcApp(stack, 'app', { label: 'x', redirectUri, clientSecret, ...props })
    return { stack, app }
  }

  test('S21: goes into a write-only argument, and Okta’s own stays out of the state', () => {
    const { stack, app } = made({}, OktaOidcApp.supportsClientSecret.constraint)
    expect(resource(stack, 'okta_app_oauth', 'app')).toMatchObject({
      client_basic_secret_wo: '${var.secret}',
      omit_secret: true,
    })
    expect(rendered(stack, app.clientId)).toBe('${okta_app_oauth.app.client_id}')
    expect(app.clientSecret).toContain('TOKEN')
  })

  test.each([undefined, '4.20.0', '>= 4.20.0, < 7.0.0', '~> 6.7', '< 7'])(
    'is refused where Terraform may install an older provider: %p',
    (constraint) => {
      expect(complaints(made({}, constraint).stack).join()).toContain('provider-too-old')
    },
  )

  test.each(['>= 6.8.0', '~> 6.8', '6.12.0', '>= 7'])('is taken with %p', (constraint) => {
    expect(complaints(made({}, constraint).stack)).toEqual([])
  })

  test('is never a literal', () => {
    expect(refusalOf(() => made({ clientSecret: 'hunter2' })).code).toBe('secret-in-code')
  })

  test('that Okta makes needs a waiver', () => {
    const { stack } = given()
    const make = () => new OktaOidcApp(stack, 'app', { label: 'x', redirectUri })
    expect(refusalOf(make)).toMatchObject({
      code: 'secret-in-state',
      remedy: expect.stringContaining('or clientSecret'),
    })
  })
})
