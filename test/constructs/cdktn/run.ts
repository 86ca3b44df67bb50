/**
 * npm run test:cdktn: the tests of the constructs and of the examples, with cdktf's maintained successor in its place. It is
 * installed, from a lock file of its own, into a folder that is thrown away: both side by side type-check and crash at synth.
 */
import { spawn } from 'node:child_process'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const env = { ...process.env, MORTISE_CDKTF_UNDER_TEST: '0.24' }
const rootDir = fileURLToPath(new URL('../../..', import.meta.url))

function run(command: string, args: readonly string[], cwd: string): Promise<number> {
  const child = spawn(command, args, { cwd, stdio: 'inherit', env })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => {
      resolve(code ?? 1)
    })
  })
}

/** Whoever asks for cdktf, constructs or a prebuilt binding gets the one of that folder, the bindings themselves included. */
const configFor = (folder: string): string => `
import base from ${JSON.stringify(join(rootDir, 'jest.config.js'))}
export default {
  ...base,
  rootDir: ${JSON.stringify(rootDir)},
  moduleNameMapper: {
    '^(cdktf|constructs)$': ${JSON.stringify(join(folder, 'node_modules/$1'))},
    '^@cdktf/(.*)$': ${JSON.stringify(join(folder, 'node_modules/@cdktf/$1'))},
    ...base.moduleNameMapper,
  },
  testMatch: ['<rootDir>/test/constructs/**/*.test.ts', '<rootDir>/test/examples/*.test.ts'],
  // These run programs in processes of their own, for which jest maps no modules.
  testPathIgnorePatterns: ['/test/constructs/apps.test.ts', '/test/examples/00-one-connection'],
}
`

async function main(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'mortise-cdktn-'))
  try {
    for (const file of ['package.json', 'package-lock.json'])
      await copyFile(join(here, file), join(folder, file))
    const installed = await run('npm', ['ci', '--no-audit', '--no-fund'], folder)
    if (installed !== 0) return installed
    const config = join(folder, 'jest.config.mjs')
    await writeFile(config, configFor(folder))
    const jest = join(rootDir, 'node_modules/jest/bin/jest.js')
    const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest]
    return await run(
      process.execPath,
      [...node, '--config', config, ...process.argv.slice(2)],
      rootDir,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

process.exitCode = await main()
