/** Which cdktf is under test: `npm run test:cdktn` would prove nothing if it quietly used the usual one. */
import { expect, test } from '@jest/globals'
import { App } from 'cdktf'
import { givenStack } from '../stack.js'

test('the cdktf under test is the one meant', () => {
  const version: unknown = givenStack(new App()).node.tryGetContext('cdktfVersion')
  const meant = process.env['MORTISE_CDKTF_UNDER_TEST'] ?? '0.21'
  expect(version).toMatch(new RegExp(`^${meant.replace('.', '\\.')}\\.`))
})
