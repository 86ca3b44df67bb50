/** How the hostile suite speaks: rows of attacks on the good sign-in, with the code each ends with. */
import { describe, expect, test } from '@jest/globals'
import { codeOf, play, type Scenario } from './forge.js'

export type Row = readonly [name: string, scenario: Scenario, code: string]

export const refuses = (title: string, rows: readonly Row[]): void =>
  describe(title, () => {
    test.each(rows)('%s', async (_, scenario, code) => {
      expect(await codeOf(() => play(scenario))).toBe(code)
    })
  })
