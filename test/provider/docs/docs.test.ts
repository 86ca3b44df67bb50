/** The documentation says what the schemas say, and shows what a real terraform accepts: applied where that can be done here, planned where it takes an IdP or a person. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { currentPages, docsFolder, exampleFolder } from '../../../src/provider/docs/files.js'
import { mortiseProvider } from '../../../src/provider/index.js'
import type { TestService } from '../../service/support.js'
import { openWorkspace, type Workspace } from '../framework/terraform.js'
import { startServiceToManage } from '../service.js'

const filesIn = (folder: string): string[] =>
  (existsSync(folder) ? readdirSync(folder, { withFileTypes: true, recursive: true }) : [])
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()

test('docs/ is what `npm run generate` writes', () => {
  const pages = currentPages()
  // The findings of the contract check are another house's page.
  const own = filesIn(docsFolder).filter((file) => file !== 'findings.md')
  expect(own).toEqual([...pages.keys()].sort())
  const stale = [...pages].filter(
    ([file, content]) => readFileSync(join(docsFolder, file), 'utf8') !== content,
  )
  expect(stale.map(([file]) => file)).toEqual([])
})

test('what needs a newer Terraform says so, on its page and on the first', () => {
  const pages = currentPages()
  expect(pages.get('functions/endpoints.md')).toContain('Needs Terraform 1.8 or later')
  expect(pages.get('ephemeral-resources/directory_token.md')).toContain(
    'Needs Terraform 1.10 or later',
  )
  expect(pages.get('resources/directory_token.md')).toMatch(
    /`value_wo`.*Needs Terraform 1\.11 or later/,
  )
  const index = pages.get('index.md')
  expect(index).toMatch(/\| 1\.8 +\|.*`provider::mortise::endpoints`/)
  expect(index).toMatch(/\| 1\.10 +\|.*`mortise_directory_token`/)
  expect(index).toMatch(/\| 1\.11 +\|.*`value_wo`/)
})

/** Why the rest is only planned: their IdP is not ours to ask, or a person must sign in first. */
const planned = new Set([
  'functions/parse_saml_metadata.tf',
  'provider.tf',
  'resources/mortise_connection_activation.tf',
  'resources/mortise_directory.tf',
  'resources/mortise_oidc_connection.tf',
  'resources/mortise_saml_connection.tf',
  'resources/mortise_sso_policy.tf',
])

/** What the examples of data sources, tokens and ephemeral resources look for. */
async function furnish({ client }: TestService): Promise<void> {
  const name = 'acme-okta'
  await client.call('putOrganization', {
    params: { name: 'acme' },
    body: { preset: 'sonarqube-cloud', displayName: 'Acme' },
  })
  const pem = new URL('../../golden/certificates/test-only-rsa.pem', import.meta.url)
  const body = {
    organization: 'acme',
    idpEntityId: 'http://www.okta.com/exk1fcia6d6EMsf331d8',
    idpSsoUrl: 'https://acme.okta.com/app/exk1fcia6d6EMsf331d8/sso/saml',
    certificates: [readFileSync(pem, 'utf8')],
  }
  await client.call('putSamlConnection', { params: { name }, body })
  const override = { reason: 'examples need it enabled' }
  await client.call('putActivation', { params: { name }, body: { override } })
  for (const directory of ['acme-okta', 'acme-dir'])
    await client.call('putDirectory', {
      params: { name: directory },
      body: { organization: 'acme' },
    })
}

const looksFor = (file: string): boolean =>
  !file.startsWith('resources/') || file.includes('directory_token')

describe('every example is accepted', () => {
  let furnished: TestService
  let empty: TestService
  let at: Workspace
  beforeAll(async () => {
    furnished = await startServiceToManage()
    await furnish(furnished)
    empty = await startServiceToManage({
      resolveTxt: async (name) => {
        const claim = await empty.store.domains.find('acme', name.replace('_mortise.', ''))
        return claim ? [claim.recordValue] : []
      },
    })
    at = await openWorkspace(mortiseProvider)
  })
  afterAll(async () => {
    await at.close()
    await furnished.close()
    await empty.close()
  })

  test.each(filesIn(exampleFolder))(
    '%s: validated, planned, applied if that can be done here, and spaced as terraform fmt would',
    async (file) => {
      process.env['MORTISE_SERVICE_URL'] = looksFor(file) ? furnished.url : empty.url
      const text = readFileSync(join(exampleFolder, file), 'utf8')
      const values = [...text.matchAll(/^variable "(\w+)" \{[^}]*ephemeral = true/gm)].map(
        ([, variable]) => `${variable} = "for-examples-only-0123456789-0123456789"\n`,
      )
      await writeFile(join(at.directory, 'terraform.tfvars'), values.join(''))
      const isWhole = text.includes('required_providers')
      if (isWhole) await at.write(text.replace('"mortise/mortise"', '"test/mortise"'))
      else await at.configure(text.trimEnd())
      await at.succeed('validate')
      await at.succeed('plan')
      expect((await at.terraform('fmt', '-check', '-diff')).output).toBe('')
      if (!planned.has(file)) {
        await at.succeed('apply', '-auto-approve')
        expect((await at.terraform('plan', '-detailed-exitcode')).code).toBe(0)
        await at.succeed('destroy', '-auto-approve')
      }
      await rm(join(at.directory, 'terraform.tfvars'), { force: true })
    },
  )
})
