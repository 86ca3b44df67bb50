/** `mortise steps FILE` as people run it: Markdown to print, a section for each connection, and no secret in it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { synthesizeExample } from '../examples/synthesized.js'
import { runMortise } from './mortise.js'

const folder = mkdtempSync(join(tmpdir(), 'mortise-steps-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const examples = ['11-okta-oidc', '30-jumpcloud', '32-keycloak-oidc'] as const
const fileOf = (name: string): string => `${name}.tf.json`

beforeAll(async () => {
  for (const name of examples)
    writeFileSync(join(folder, fileOf(name)), await synthesizeExample(name))
})

const steps = (args: readonly string[], input?: string) =>
  runMortise(folder, ['steps', ...args], input)
const headings = (markdown: string) => markdown.split('\n').filter((line) => /^#{1,3} /.test(line))

describe('mortise steps', () => {
  test('prints a section for each connection, what Terraform waits for first', async () => {
    const { code, out, err } = await steps([fileOf('32-keycloak-oidc'), fileOf('11-okta-oidc')])
    expect([code, err]).toEqual([0, ''])
    expect(headings(out)).toEqual([
      '# Manual steps',
      '## Connection `acme-oidc`',
      '### ☐ Keycloak: create the client (before `terraform apply`)',
      '### ☐ Keycloak: send the groups',
      '### ☐ Okta: send the groups claim',
    ])
    expect(out).toContain('| Credentials > Client Authenticator | `Signed JWT` |')
    expect(out).toContain('| Groups claim filter, first field | `groups` |')
    expect(out).toContain('Done when: a sign-in brings `groups`')
    // Known to Terraform only: named, so that nobody pastes it.
    expect(out).toMatch(
      /Valid redirect URIs, the only one \| `‹var\.service_url›\/oidc\/acme-oidc\/callback`/,
    )
  })

  test('computes every value a person pastes, and says of a secret only where it is', async () => {
    const { code, out } = await steps([fileOf('30-jumpcloud')])
    expect(code).toBe(0)
    // S51: JumpCloud's audience is the ACS URL.
    expect(out).toContain('| SP Entity ID | `‹var.service_url›/saml/acme-saml/acs` |')
    expect(out).toContain('| ACS URLs, Default URL | `‹var.service_url›/saml/acme-saml/acs` |')
    expect(out).not.toContain('undefined')
  })

  test('reads `terraform output -json` from standard input, where everything is known', async () => {
    const program = JSON.parse(readFileSync(join(folder, fileOf('32-keycloak-oidc')), 'utf8')) as {
      output: { mortise_steps: { value: unknown } }
    }
    const value = JSON.parse(
      JSON.stringify(program.output.mortise_steps.value).replaceAll(
        '${trimsuffix(var.service_url, \\"/\\")}',
        'https://sso.example.com',
      ),
    ) as unknown
    const outputs = { mortise_steps: { sensitive: false, type: ['tuple', []], value } }
    const { code, out } = await steps(['-'], JSON.stringify(outputs))
    expect(code).toBe(0)
    expect(out).toContain('| Keys > JWKS URL | `https://sso.example.com/oidc/acme-oidc/jwks` |')
  })

  test('without a file and a service: exit 1, with what to do', async () => {
    const { code, out, err } = await steps([])
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('Name a file, or a service by --live.')
  })
})
