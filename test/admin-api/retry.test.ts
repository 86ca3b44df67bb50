import { expect, test } from '@jest/globals'
import { retryAfter, withRetry } from '../../src/admin-api/index.js'
import { Refusal } from '../../src/core/index.js'

const quick = { tries: 4, baseDelay: 1, maxDelay: 5 }
const answers = (...list: (number | Error)[]) => {
  let calls = 0
  const send = async (): Promise<Response> => {
    const answer = list[Math.min(calls++, list.length - 1)]!
    if (answer instanceof Error) throw answer
    return new Response(null, { status: answer })
  }
  return { send, calls: () => calls }
}
const refused = (): Error => new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } })

test.each([429, 502, 503, 504])('%d is tried again', async (status) => {
  const { send, calls } = answers(status, status, 200)
  expect((await withRetry(send, quick)).status).toBe(200)
  expect(calls()).toBe(3)
})

test.each([200, 400, 401, 404, 409, 412, 500])('%d is final', async (status) => {
  const { send, calls } = answers(status)
  expect((await withRetry(send, quick)).status).toBe(status)
  expect(calls()).toBe(1)
})

test('a refused connection is tried again, then said with its cause', async () => {
  const { send, calls } = answers(refused())
  const failure = await withRetry(send, quick).catch((error: unknown) => error)
  expect(Refusal.is(failure) && failure.finding).toMatchObject({
    code: 'service-unreachable',
    detail: expect.stringContaining('ECONNREFUSED'),
  })
  expect(calls()).toBe(4)
})

test('the last passing refusal is handed over, not hidden', async () => {
  const { send } = answers(503)
  expect((await withRetry(send, quick)).status).toBe(503)
})

test('an abort ends the waiting at once', async () => {
  const controller = new AbortController()
  const { send, calls } = answers(503)
  const waiting = withRetry(
    send,
    { tries: 9, baseDelay: 60_000, maxDelay: 60_000 },
    controller.signal,
  )
  setTimeout(() => controller.abort(new Error('stopped')), 10)
  await expect(waiting).rejects.toThrow('stopped')
  expect(calls()).toBe(1)
})

test.each([
  ['3', 3000],
  ['0', 0],
  ['Mon, 23 Nov 2026 12:00:05 GMT', 5000],
  ['Mon, 23 Nov 2026 11:00:00 GMT', 0],
  ['soon', undefined],
  [null, undefined],
])('Retry-After %j waits %j ms', (header, wait) => {
  expect(retryAfter(header, Date.parse('2026-11-23T12:00:00Z'))).toBe(wait)
})
