/** The documentation says what the schemas say, and shows what a real terraform accepts. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { currentPages, docsFolder, exampleFolder } from '../../../src/provider/docs/files.js'
import { mortiseProvider } from '../../../src/provider/index.js'
import { adminToken, startTestService, type TestService } from '../../service/support.js'
import { openWorkspace, type Workspace } from '../framework/terraform.js'

const filesIn = (folder: string): string[] =>
  (existsSync(folder) ? readdirSync(folder, { withFileTypes: true, recursive: true }) : [])
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()

test('docs/ is what `tsx src/provider/docs/generate.ts` writes', () => {
  const pages = currentPages()
  // The findings of the contract check are another house's page.
  const own = filesIn(docsFolder).filter((file) => file !== 'findings.md')
  expect(own).toEqual([...pages.keys()].sort())
  const stale = [...pages].filter(
    ([file, content]) => readFileSync(join(docsFolder, file), 'utf8') !== content,
  )
  expect(stale.map(([file]) => file)).toEqual([])
})

test('what needs a newer Terraform says so', () => {
  const pages = currentPages()
  expect(pages.get('functions/endpoints.md')).toContain('Needs Terraform 1.8 or later')
  expect(pages.get('resources/directory_token.md')).toMatch(
    /`value_wo`.*Needs Terraform 1\.11 or later/,
  )
})

describe('every example is accepted', () => {
  let service: TestService
  let at: Workspace
  beforeAll(async () => {
    service = await startTestService()
    process.env['MORTISE_SERVICE_URL'] = service.url
    process.env['MORTISE_ADMIN_TOKEN'] = adminToken
    at = await openWorkspace(mortiseProvider)
    // For the examples with variables.
    await writeFile(
      join(at.directory, 'terraform.tfvars'),
      'directory_token = "for-examples-only-0123456789-0123456789"\n',
    )
    // What the examples of data sources look for.
    await service.client.call('putOrganization', {
      params: { name: 'acme' },
      body: { preset: 'sonarqube-cloud', displayName: 'Acme' },
    })
    const pem = new URL('../../golden/certificates/test-only-rsa.pem', import.meta.url)
    await service.client.call('putSamlConnection', {
      params: { name: 'acme-okta' },
      body: {
        organization: 'acme',
        idpEntityId: 'http://www.okta.com/exk1fcia6d6EMsf331d8',
        idpSsoUrl: 'https://acme.okta.com/app/exk1fcia6d6EMsf331d8/sso/saml',
        certificates: [readFileSync(pem, 'utf8')],
      },
    })
  })
  afterAll(async () => {
    await at.close()
    await service.close()
  })

  test.each(filesIn(exampleFolder))(
    '%s: validate, plan, and spaced as terraform fmt would',
    async (file) => {
      const text = readFileSync(join(exampleFolder, file), 'utf8')
      const isWhole = text.includes('required_providers')
      if (isWhole) await at.write(text.replace('"mortise/mortise"', '"test/mortise"'))
      else await at.configure(text.trimEnd())
      await at.succeed('validate')
      await at.succeed('plan')
      expect((await at.terraform('fmt', '-check', '-diff')).output).toBe('')
    },
  )
})
