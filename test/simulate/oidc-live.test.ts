/** Over OpenID Connect too: what is said of somebody beforehand is what their sign-in then records. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startPracticeIdp, type PracticeIdp } from '../../src/practice-idp/index.js'
import { furnish, signIn, startOidcService } from '../service/oidc/support.js'
import { adminToken, type TestService } from '../service/support.js'
import { openFolder, outcomesOf, type Folder } from './cli.js'

let folder: Folder
let idp: PracticeIdp
const services: TestService[] = []

beforeAll(async () => {
  folder = openFolder()
  idp = await startPracticeIdp({ port: 0 })
})
afterAll(async () => {
  for (const service of services) await service.close()
  await idp.close()
  folder.remove()
})

async function furnished(): Promise<TestService> {
  const service = await startOidcService()
  services.push(service)
  await furnish(service, idp)
  return service
}

test.each(['ada', 'linus'])('%s', async (person) => {
  const there = await furnished()
  await signIn(there, idp, person)
  const { items } = await there.client.call('listSignInAttempts', { query: { limit: 1 } })
  const { claims, trace, outcome } = items[0]!
  expect(outcome).toBe('signed-in')
  const here = await furnished()
  const file = folder.write(`${person}.json`, { ...claims, sub: person })
  const [foretold] = await outcomesOf({ config: here.url, claims: file, token: adminToken })
  expect(foretold!.trace.map(({ place: _, ...line }) => line)).toEqual(trace)
  const [known] = await outcomesOf({ config: there.url, claims: file, token: adminToken })
  const entrance = known!.trace.find(({ kind }) => kind === 'person')
  expect(entrance).toMatchObject({ effect: 'kept', because: 'known here' })
})
