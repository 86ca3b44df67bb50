/** scim-check against our own server under every preset, and against one that is wrong in one way at a time. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { checks } from '../../../src/scim-client/checks/run.js'
import { checkScim, manners, mannersNamed, ScimClient } from '../../../src/scim-client/index.js'
import { startTestDirectory, type TestDirectory } from '../../service/scim/support.js'
import { startFaulty } from './faulty.js'
import { faults } from './faults.js'

let runs = 0
const check = (
  baseUrl: string,
  token: string,
  as: readonly string[],
  { timeout = 30_000, upTo }: { readonly timeout?: number; readonly upTo?: string } = {},
) =>
  checkScim({
    client: new ScimClient({ baseUrl, token, timeout }),
    manners: as.flatMap(mannersNamed),
    run: `t${(runs += 1)}`,
    ...(upTo === undefined ? {} : { upTo }),
  })

describe.each(['torque', 'qualified', 'sonarqube-cloud'])('our own server under %s', (preset) => {
  let directory: TestDirectory
  beforeAll(async () => {
    directory = await startTestDirectory(preset)
  })
  afterAll(() => directory.close())

  test.each(manners.map(({ key }) => key))(
    'holds everything as %s, and is left clean',
    async (as) => {
      const { results, leftBehind } = await check(directory.baseUrl, directory.token, [as])
      expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([])
      const skipped = results.filter(({ outcome }) => outcome === 'skipped')
      expect(skipped.length > 0).toBe(preset !== 'sonarqube-cloud')
      expect(skipped.every(({ detail }) => detail === 'the server has no groups')).toBe(true)
      expect(leftBehind).toEqual([])
      expect((await directory.scim('/Users?count=0')).json['totalResults']).toBe(0)
    },
  )
})

describe('a server that is wrong in one way', () => {
  let directory: TestDirectory
  beforeAll(async () => {
    directory = await startTestDirectory('sonarqube-cloud')
  })
  afterAll(() => directory.close())

  test('every check has a fault that it must notice', () => {
    const noticed = new Set(faults.map((row) => row.check))
    expect(checks.map(({ id }) => id).filter((id) => !noticed.has(id))).toEqual([])
  })

  test.each(faults.map((row) => [row.check, row.as, row.does, row.fault] as const))(
    '%s, as %s: a server that %s',
    async (id, as, _, fault) => {
      const faulty = await startFaulty(directory.baseUrl, fault)
      const { results } = await check(faulty.baseUrl, directory.token, [as], { upTo: id })
      await faulty.close()
      const result = results.find((one) => one.id === id)
      expect(result).toMatchObject({ outcome: 'failed', detail: expect.any(String) })
      expect(result?.remedy).not.toBe('')
    },
  )

  test('a server that stops answering in the middle fails there, and what stays is named', async () => {
    const faulty = await startFaulty(directory.baseUrl, (passing, forward) =>
      passing.method === 'DELETE' ? new Promise(() => undefined) : forward(passing),
    )
    const { results, leftBehind } = await check(faulty.baseUrl, directory.token, ['rfc'], {
      timeout: 150,
    })
    await faulty.close()
    expect(results.find(({ id }) => id === 'group-deleted')).toMatchObject({
      outcome: 'failed',
      detail: expect.stringContaining('no answer in time'),
    })
    expect(leftBehind.length).toBeGreaterThan(10)
    for (const path of leftBehind)
      expect((await directory.scim(path, { method: 'DELETE' })).status).toBe(204)
  })
})
