/** The first example: what it synthesizes is on record, the same everywhere, and holds nothing private. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { asRecorded } from './synthesized.js'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const golden = join(root, 'test/golden/synth/00-one-connection.json')
const folders: string[] = []
const secret = 'hunter2-in-the-environment'

/** Synthesizes from source, as `cdktf.json` does, with an environment full of things that must not be written. */
async function synthesize(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'mortise-example-'))
  folders.push(folder)
  await run(process.execPath, ['--import', 'tsx', 'examples/00-one-connection.ts'], {
    cwd: root,
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      CDKTF_OUTDIR: folder,
      MORTISE_ADMIN_TOKEN: secret,
      MORTISE_SERVICE_URL: `https://${secret}.example.com`,
    },
  })
  return readFileSync(join(folder, 'stacks/one-connection/cdk.tf.json'), 'utf8')
}

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

describe('examples/00-one-connection.ts', () => {
  let first = ''
  let second = ''

  beforeAll(async () => {
    ;[first, second] = await Promise.all([synthesize(), synthesize()])
  }, 30_000)

  test('synthesizes what is on record', () => {
    expect(asRecorded(first)).toEqual(JSON.parse(readFileSync(golden, 'utf8')))
  })

  test('twice the same, byte for byte', () => {
    expect(second).toBe(first)
  })

  test('writes no secret and no path of this machine', () => {
    for (const place of [root, `${homedir()}/`, `${tmpdir()}/`]) expect(first).not.toContain(place)
    expect(first).not.toContain(secret)
    expect(first).not.toMatch(/token|password|secret/i)
  })

  test('is what cdktf.json runs', () => {
    const { app } = JSON.parse(readFileSync(join(root, 'cdktf.json'), 'utf8')) as { app: string }
    expect(app).toBe('npx tsx examples/00-one-connection.ts')
  })
})
