/** The space for what is young stays small in a process that serves. */
import { fileURLToPath } from 'node:url'
import { afterAll, expect, jest, test } from '@jest/globals'
import { killLeftovers, runScript } from './processes.js'

const script = fileURLToPath(new URL('children/garbage.ts', import.meta.url))
jest.setTimeout(60_000)
afterAll(killLeftovers)

const megabytes = async (how: string): Promise<number> =>
  Number(await runScript(script, how)) / 1024 / 1024

test('bound, it ends well below where V8 would take it', async () => {
  const free = await megabytes('free')
  const bound = await megabytes('bound')
  expect(free).toBeGreaterThan(24)
  expect(bound).toBeGreaterThan(0)
  expect(bound).toBeLessThanOrEqual(16)
})
