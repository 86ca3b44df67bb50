/** Which cdktf is under test: `npm run test:cdktn` would prove nothing if it quietly used the usual one. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { App } from 'cdktf'
import { givenStack } from '../stack.js'

const folders: string[] = []

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })))

test('the cdktf under test is the one meant', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'mortise-app-'))
  folders.push(outdir)
  const version: unknown = givenStack(new App({ outdir })).node.tryGetContext('cdktfVersion')
  const meant = process.env['MORTISE_CDKTF_UNDER_TEST'] ?? '0.21'
  expect(version).toMatch(new RegExp(`^${meant.replace('.', '\\.')}\\.`))
})
