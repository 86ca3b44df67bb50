/** The provider construct: which service, as whom, and no secret on disk. */
import { describe, expect, test } from '@jest/globals'
import { Fn, TerraformLocal, TerraformStack, TerraformVariable, Testing } from 'cdktf'
import { MortiseProvider, Organization } from '../../constructs/index.js'
import { refusalOf } from '../refusal.js'
import { complaints, givenToken, serviceUrl, synthesized } from './stack.js'

const emptyStack = (): TerraformStack => new TerraformStack(Testing.app(), 'stack')

describe('the service URL', () => {
  test('is written into the provider block, the source and version beside it', () => {
    const stack = emptyStack()
    new MortiseProvider(stack, 'mortise', { serviceUrl })
    const { provider, terraform } = synthesized(stack)
    expect(provider?.['mortise']).toEqual([{ service_url: serviceUrl }])
    expect(terraform?.['required_providers']).toEqual({
      mortise: { source: 'mortise/mortise', version: expect.any(String) },
    })
  })

  test('is https, or http on loopback', () => {
    const stack = emptyStack()
    const refused = refusalOf(
      () => new MortiseProvider(stack, 'mortise', { serviceUrl: 'http://sso.example.com' }),
    )
    expect(refused).toMatchObject({ code: 'invalid-input', path: 'serviceUrl' })
    new MortiseProvider(stack, 'local', { serviceUrl: 'http://127.0.0.1:8080/' })
  })

  test('loses its trailing slash, known or not', () => {
    const stack = emptyStack()
    const known = new MortiseProvider(stack, 'known', { serviceUrl: `${serviceUrl}/` })
    const unknown = new MortiseProvider(stack, 'unknown', {
      serviceUrl: givenToken(stack, 'url'),
      alias: 'other',
    })
    expect(known.serviceUrl).toBe(serviceUrl)
    new TerraformLocal(stack, 'shown', unknown.serviceUrl)
    expect(Testing.synth(stack)).toContain('${trimsuffix(var.url, \\"/\\")}')
  })
})

describe('the admin token', () => {
  const withToken = (token: (stack: TerraformStack) => string): TerraformStack => {
    const stack = emptyStack()
    new MortiseProvider(stack, 'mortise', { serviceUrl, token: token(stack) })
    return stack
  }
  const variable = (config: object) => (stack: TerraformStack) =>
    new TerraformVariable(stack, 'admin_token', { type: 'string', ...config }).stringValue

  test('is refused as a literal, without repeating it', () => {
    const act = () => withToken(() => 'hunter2')
    expect(refusalOf(act)).toMatchObject({ code: 'secret-in-code', path: 'token' })
    expect(act).toThrow(/\[stack\/mortise\] secret-in-code: .*MORTISE_ADMIN_TOKEN/)
    expect(act).not.toThrow(/hunter2/)
  })

  test('may come from a sensitive variable', () => {
    const stack = withToken(variable({ sensitive: true }))
    expect(synthesized(stack).provider?.['mortise']).toEqual([
      { service_url: serviceUrl, token: '${var.admin_token}' },
    ])
  })

  test('may come from a data source', () => {
    const stack = withToken(() => '${data.vault_kv_secret.mortise.data["token"]}')
    expect(complaints(stack)).toEqual([])
  })

  test.each([
    ['a variable that is not sensitive', variable({}), 'not marked sensitive'],
    ['a default', variable({ sensitive: true, default: 'hunter2' }), 'has a default'],
    ['a function of a literal', () => Fn.sensitive('hunter2') as string, 'text of its own'],
    ['a prefix', (stack: TerraformStack) => `x${variable({ sensitive: true })(stack)}`, 'text of'],
  ])('is refused at synth from %s', (_, token, why) => {
    const stack = withToken(token)
    expect(complaints(stack)).toEqual([expect.stringContaining(why)])
    expect(complaints(stack).join()).not.toContain('hunter2')
    expect(() => synthesized(stack)).toThrow(/secret-in-code/)
  })
})

describe('which provider counts', () => {
  test('none: the message says what to create', () => {
    const stack = emptyStack()
    const act = () => new Organization(stack, 'acme', { name: 'acme', preset: 'sonarqube-cloud' })
    expect(refusalOf(act).code).toBe('no-provider')
  })

  test('an aliased one is named on every resource, the default on none', () => {
    const stack = emptyStack()
    new MortiseProvider(stack, 'mortise', { serviceUrl })
    const provider = new MortiseProvider(stack, 'eu', { serviceUrl, alias: 'eu' })
    const props = { preset: 'sonarqube-cloud' } as const
    new Organization(stack, 'here', { ...props, name: 'here' })
    const there = new Organization(stack, 'there', { ...props, name: 'there', provider })
    there.addGroup('Engineers')
    const { mortise_organization: organizations, mortise_group: groups } =
      synthesized(stack).resource ?? {}
    expect(organizations?.['here']).not.toHaveProperty('provider')
    expect(organizations?.['there']).toMatchObject({ provider: 'mortise.eu' })
    expect(Object.values(groups ?? {})).toMatchObject([{ provider: 'mortise.eu' }])
  })

  test('another stack uses its own', () => {
    const app = Testing.app()
    const [first, second] = [new TerraformStack(app, 'first'), new TerraformStack(app, 'second')]
    new MortiseProvider(first, 'mortise', { serviceUrl })
    const own = new MortiseProvider(second, 'mortise', { serviceUrl: 'https://other.example.com' })
    expect(MortiseProvider.of(second)).toBe(own)
    expect(MortiseProvider.isMortiseProvider(own)).toBe(true)
    expect(MortiseProvider.isMortiseProvider(own.binding)).toBe(false)
  })
})
