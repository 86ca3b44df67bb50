/** The package as others use it: real apps, type-checked and run as processes against the built `dist`. `npm test` builds first. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'mortise-apps-'))
const seconds = 1000

/** As npm would install it: the package by its name, and its peers beside it. */
beforeAll(() => {
  cpSync(join(root, 'test/constructs/apps'), folder, { recursive: true })
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules/mortise'))
  for (const peer of ['cdktf', 'constructs'])
    symlinkSync(join(root, 'node_modules', peer), join(folder, 'node_modules', peer))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a program in the folder of an app, without this test's own Node flags. */
async function node(app: string, ...args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run(process.execPath, [...args], {
      cwd: join(folder, app),
      env: { ...process.env, NODE_OPTIONS: '', CDKTF_OUTDIR: 'cdktf.out', CHECKPOINT_DISABLE: '1' },
    })
    return stdout
  } catch (failure) {
    const { stdout, stderr } = failure as { stdout?: string; stderr?: string }
    throw new Error(`node ${args.join(' ')} failed in ${app}:\n${stdout ?? ''}${stderr ?? ''}`)
  }
}

const tsc = (app: string, config: string): Promise<string> =>
  node(app, join(root, 'node_modules/typescript/bin/tsc'), '-p', config)

const output = (app: string): string =>
  readFileSync(join(folder, app, 'cdktf.out/stacks/app/cdk.tf.json'), 'utf8')

describe('an app of ES modules and one of CommonJS', () => {
  test(
    'compile without errors, run, and give the same Terraform',
    async () => {
      await Promise.all([tsc('esm', 'tsconfig.json'), tsc('cjs', 'tsconfig.json')])
      await Promise.all([node('esm', 'out/main.js'), node('cjs', 'out/main.js')])
      expect(readFileSync(join(folder, 'esm/out/main.js'), 'utf8')).toContain('import {')
      expect(readFileSync(join(folder, 'cjs/out/main.js'), 'utf8')).toContain('require("mortise/')
      expect(output('cjs')).toBe(output('esm'))
      expect(JSON.parse(output('esm'))).toHaveProperty('resource.mortise_saml_connection.saml')
    },
    60 * seconds,
  )

  test(
    'the latter also under the newer module resolution, and under plain jest',
    async () => {
      const jest = join(root, 'node_modules/jest/bin/jest.js')
      const options = { rootDir: '.', testMatch: ['**/*.jest.js'], transform: {} }
      await Promise.all([
        tsc('cjs', 'tsconfig.node16.json'),
        node('cjs', jest, '--config', JSON.stringify(options)),
      ])
    },
    60 * seconds,
  )
})

test('both copies in one process know each other’s constructs', async () => {
  const told = JSON.parse(await node('both', 'main.js')) as unknown
  expect(told).toEqual({ twoCopies: true, known: true })
}, 20_000)

test('the doors of Okta and Entra open as ES modules and as CommonJS', async () => {
  const told = JSON.parse(await node('subpaths', 'main.js')) as unknown
  expect(told).toEqual({ same: true, apps: ['"azuread_application":', '"okta_app_saml":'] })
}, 20_000)

test('one door has everything: classes and types, loaded when they are used', async () => {
  await tsc('one-door', 'tsconfig.json')
  const told = JSON.parse(await node('one-door', 'run.js')) as unknown
  expect(told).toEqual({
    ...{ before: false, after: true, instances: [true, true, false, true], supports: 'string' },
    named: ['OktaIdp', 'EntraOidcIdp'],
    apps: ['"azuread_application":', '"okta_app_saml":'],
  })
  const names =
    "Object.keys(require('mortise/constructs')).filter((name) => /^(Okta|Entra)/.test(name))"
  const script = `import('mortise/constructs').then((m) => console.log(JSON.stringify(${names}.every((name) => name in m) && ${names}.length)))`
  expect(JSON.parse(await node('cjs', '-e', script))).toBe(13)
}, 60_000)

test('whoever uses neither Okta nor Entra loads neither', async () => {
  const loaded = "Object.keys(require.cache).filter((file) => file.includes('@cdktf/provider-'))"
  const script = `import('mortise/constructs').then(() => console.log(JSON.stringify(${loaded})))`
  expect(JSON.parse(await node('cjs', '-e', script))).toEqual([])
}, 20_000)
