import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { version } from '../../src/core/index.js'

test('one product, one version', () => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  expect((JSON.parse(text) as { version: string }).version).toBe(version)
})
