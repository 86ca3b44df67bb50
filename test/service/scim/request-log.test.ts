/** When rows of the request log are written: with the change they tell of, else within a second and before anybody reads it. */
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { openStore } from '../../../src/service/index.js'
import { startTestDirectory, user, type TestDirectory } from './support.js'

let directory: TestDirectory
beforeEach(async () => {
  directory = await startTestDirectory('sonarqube-cloud')
})
afterEach(() => directory.close().catch(() => undefined))

const post = (name: string) =>
  directory.scim('/Users', { method: 'POST', body: user(`${name}@x.example`) })

/** As another process sees the file: what a crash of ours would leave. */
async function committed(): Promise<readonly string[]> {
  const other = await openStore(`file:${join(directory.folder, 'mortise.db')}`)
  const rows = await other.directoryRequests.list('acme', 100)
  await other.close()
  return rows.map(({ method, status }) => `${method} ${status}`)
}

async function read(limit = 100): Promise<readonly string[]> {
  const log = await directory.admin('GET', `/directories/acme/requests?limit=${limit}`)
  const items = log.json['items'] as readonly { method: string; path: string; status: number }[]
  return items.map(({ method, path, status }) => `${method} ${path} ${status}`)
}

describe('a change', () => {
  test('is in the log as soon as it is in the directory', async () => {
    const made = await post('ada')
    expect(await committed()).toEqual(['POST 201'])
    const path = `/Users/${String(made.json['id'])}`
    await directory.scim(path, { method: 'PUT', body: user('ada2@x.example') })
    await directory.scim(path, { method: 'DELETE' })
    expect([...(await committed())].sort()).toEqual(['DELETE 204', 'POST 201', 'PUT 200'])
  })

  test('is there once, also when the log is read and the service has stopped', async () => {
    await post('ada')
    await read()
    await directory.service.close()
    expect(await committed()).toEqual(['POST 201'])
  })

  test('that is refused leaves a row and nothing else', async () => {
    await post('ada')
    expect((await post('ada')).status).toBe(409)
    expect(await committed()).toEqual(['POST 201'])
    expect(await read()).toHaveLength(2)
    const log = await directory.store.directoryRequests.list('acme', 2)
    expect(log.map(({ status, detail }) => [status, detail])).toContainEqual([409, 'uniqueness'])
  })
})

describe('a look-up', () => {
  test('costs no commit; its row is there when the log is read', async () => {
    await directory.scim('/Users')
    expect(await committed()).toEqual([])
    expect(await read()).toEqual(['GET /Users 200'])
    expect(await committed()).toEqual(['GET 200'])
  })

  test('is in the log after the service has stopped', async () => {
    await directory.scim('/Users/nobody')
    await directory.service.close()
    expect(await committed()).toEqual(['GET 404'])
  })

  test('is told in its place among changes written before it', async () => {
    await directory.scim('/Users?count=1')
    directory.clock.advance(1)
    await post('ada')
    directory.clock.advance(1)
    await directory.scim('/Users?count=2')
    directory.clock.advance(1)
    await post('eve')
    expect(await read()).toEqual([
      'POST /Users 201',
      'GET /Users?count=2 200',
      'POST /Users 201',
      'GET /Users?count=1 200',
    ])
    expect(await read(2)).toEqual(['POST /Users 201', 'GET /Users?count=2 200'])
  })
})

test('the last use of a token is kept for changes as for look-ups (T53)', async () => {
  const used = async () => {
    await read()
    const token = await directory.admin('GET', '/directories/acme/tokens/first')
    return token.json['lastUsedAt']
  }
  await post('ada')
  expect(await used()).toBe(directory.clock.now().toISOString())
  directory.clock.advance(1)
  await directory.scim('/Users')
  expect(await used()).toBe(directory.clock.now().toISOString())
})
