/** ephemeral mortise_directory_token under a real terraform: made for a run, used in it, gone after it, and written nowhere. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { mortiseProvider } from '../../../src/provider/index.js'
import type { TestService } from '../../service/support.js'
import { openWorkspace, type Workspace } from '../framework/terraform.js'
import { startServiceToManage } from '../service.js'

const certificate = readFileSync(
  new URL('../../golden/certificates/test-only-rsa.pem', import.meta.url),
  'utf8',
)

let service: TestService
let at: Workspace
beforeAll(async () => {
  service = await startServiceToManage()
  at = await openWorkspace(mortiseProvider)
})
afterAll(async () => {
  await at.close()
  await service.close()
})

/** Writes the value down and asks the directory with it, as anything in a run might. */
const used = `
resource "terraform_data" "asks" {
  triggers_replace = timestamp()
  provisioner "local-exec" {
    command = "printf %s \\"$TOKEN\\" > token.txt && curl -s -o /dev/null -w '%%{http_code}' -H \\"Authorization: Bearer $TOKEN\\" \\"$URL/Users?count=1\\" > status.txt"
    environment = {
      TOKEN = ephemeral.mortise_directory_token.run.value
      URL   = ephemeral.mortise_directory_token.run.base_url
    }
  }
}`

const all = (directory: string): string => `
resource "mortise_organization" "o" {
  name         = "run-acme"
  preset       = "sonarqube-cloud"
  display_name = "Acme"
}
resource "mortise_saml_connection" "c" {
  name          = "run-okta"
  organization  = mortise_organization.o.name
  idp_entity_id = "http://www.okta.com/run"
  idp_sso_url   = "https://acme.okta.com/app/run/sso/saml"
  certificates  = [${JSON.stringify(certificate)}]
}
resource "mortise_connection_activation" "a" {
  connection_name = mortise_saml_connection.c.name
  override_reason = "tests of other things"
}
resource "mortise_directory" "d" {
  name         = "run-dir"
  organization = mortise_organization.o.name
  depends_on   = [mortise_connection_activation.a]
}
ephemeral "mortise_directory_token" "run" {
  directory = ${directory}
}
${used}`

const tokensOf = async () =>
  (await service.client.call('listDirectoryTokens', { params: { directory: 'run-dir' } })).items

const written = (name: string): string => readFileSync(join(at.directory, name), 'utf8')

/** Everything terraform keeps, but for what the provisioner wrote down on purpose. */
const kept = (): string =>
  readdirSync(at.directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name !== 'token.txt')
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')

test('of a directory the same run makes: it opens the directory, and is revoked when the run ends', async () => {
  await at.configure(all('mortise_directory.d.id'))
  await at.succeed('plan', '-out=run.tfplan')
  await at.succeed('apply', 'run.tfplan')
  expect(written('status.txt')).toBe('200')
  expect(written('token.txt')).toMatch(/^\S{32,}$/)
  expect(await tokensOf()).toEqual([])
  const headers = { authorization: `Bearer ${written('token.txt')}` }
  const { base_url: baseUrl } = await at.stored('mortise_directory.d')
  expect((await fetch(`${String(baseUrl)}/Users`, { headers })).status).toBe(401)
})

test('each run has its own, and none is in plan, state or log', async () => {
  const first = written('token.txt')
  await at.configure(all('"run-dir"'))
  await at.succeed('plan', '-out=again.tfplan')
  const output = await at.succeed('apply', 'again.tfplan')
  const second = written('token.txt')
  expect([written('status.txt'), second === first]).toEqual(['200', false])
  for (const value of [first, second]) {
    expect(kept()).not.toContain(value)
    expect(output + at.log.join('\n')).not.toContain(value)
    expect(await at.succeed('show', '-json', 'again.tfplan')).not.toContain(value)
    expect(await at.succeed('show', '-json')).not.toContain(value)
  }
  expect(await tokensOf()).toEqual([])
})

test('an IdP whose token is being rotated is not disturbed: the run is refused, and told why', async () => {
  for (const name of ['first', 'second'])
    await service.client.call('putDirectoryToken', {
      params: { directory: 'run-dir', name },
      body: {},
    })
  const { code, output } = await at.terraform('plan')
  expect([code, output]).toEqual([1, expect.stringContaining('Code: too-many-tokens')])
  expect((await tokensOf()).map(({ name }) => name).sort()).toEqual(['first', 'second'])
  for (const name of ['first', 'second'])
    await service.client.call('deleteDirectoryToken', { params: { directory: 'run-dir', name } })
})

test('a run that fails revokes it too', async () => {
  await at.configure(`${all('"run-dir"')}
resource "mortise_group" "no" {
  organization = "no-such-organization"
  name         = "x"
}`)
  expect((await at.terraform('apply', '-auto-approve')).code).toBe(1)
  expect(await tokensOf()).toEqual([])
})
