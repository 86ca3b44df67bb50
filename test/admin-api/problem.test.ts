import { expect, test } from '@jest/globals'
import { problemOf, problemStatus, refusalOf } from '../../src/admin-api/index.js'

const finding = {
  code: 'unknown-role',
  owner: 'caller',
  detail: 'SonarQube Cloud has no role "root"',
  remedy: 'Grant another.',
  path: 'roleRules.0.role',
} as const

test('a finding survives the wire', () => {
  const body: unknown = JSON.parse(JSON.stringify(problemOf(finding)))
  expect(refusalOf(body)?.finding).toMatchObject(finding)
})

test('RFC 9457: type, title and status accompany it', () => {
  expect(problemOf(finding)).toMatchObject({
    type: 'urn:mortise:problem:unknown-role',
    title: 'Unknown role',
    status: 400,
  })
})

test.each([undefined, null, '<html>', {}, { status: 502 }])('%j is not ours', (body) => {
  expect(refusalOf(body)).toBeUndefined()
})

test.each([
  ['token-wrong', 401],
  ['not-found', 404],
  ['version-conflict', 412],
  ['still-in-use', 409],
  ['anything-else', 400],
])('%s is %d', (code, status) => {
  expect(problemStatus(code)).toBe(status)
})
