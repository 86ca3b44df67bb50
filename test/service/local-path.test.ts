/** Where a person may be sent after signing in: to paths of ours, never elsewhere. */
import { expect, test } from '@jest/globals'
import { localPath } from '../../src/service/sign-in/begin.js'

test.each([
  ['/', '/'],
  ['/a/b?c=d#e', '/a/b?c=d#e'],
  ['//evil.example', null],
  ['/\\evil.example', null],
  ['\\\\evil.example', null],
  ['https://evil.example/', null],
  ['javascript:alert(1)', null],
  ['/a/..//evil.example', null],
  ['/./\t/evil.example', null],
  ['/\n/evil.example', null],
  ['', null],
  [undefined, null],
  [['/a', '/b'], null],
])('RelayState %j leads to %j', (wanted, path) => {
  expect(localPath(wanted)).toBe(path)
})

test('a path too long for any page of ours leads nowhere', () => {
  expect(localPath(`/${'a'.repeat(3000)}`)).toBeNull()
})
