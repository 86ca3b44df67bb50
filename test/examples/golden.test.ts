/** Every example: what it synthesizes is on record and holds nothing private. `UPDATE_GOLDEN=1` records anew. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { asRecorded, exampleNames, root, synthesizeExample } from './synthesized.js'

const folder = join(root, 'test/golden/synth')
const goldenOf = (name: string): string => join(folder, `${name}.json`)

test('every example is on record, and nothing else is', () => {
  if (process.env['UPDATE_GOLDEN']) return
  const recorded = readdirSync(folder).map((file) => file.replace(/\.json$/, ''))
  expect(recorded.sort()).toEqual(exampleNames)
})

describe.each(exampleNames)('examples/%s.ts', (name) => {
  test('synthesizes what is on record, without a path of this machine', async () => {
    const text = await synthesizeExample(name)
    for (const place of [root, `${homedir()}/`, `${tmpdir()}/`]) expect(text).not.toContain(place)
    if (process.env['UPDATE_GOLDEN'])
      writeFileSync(goldenOf(name), `${JSON.stringify(asRecorded(text), null, 2)}\n`)
    expect(asRecorded(text)).toEqual(JSON.parse(readFileSync(goldenOf(name), 'utf8')))
  })
})
