/** A process of its own: tries to spend every request, and prints those it got. */
import { openStore } from '../../../src/service/store/sql/store.js'

const store = await openStore(process.argv[2] ?? '')
const won: string[] = []
for (let index = 0; index < 100; index++) {
  const spending = await store.transaction((tx) =>
    tx.authnRequests.spend('okta', `_r${index}`, null, new Date(Date.UTC(2026, 0, 1, 12, 1))),
  )
  if (spending.outcome === 'spent') won.push(`_r${index}`)
  await new Promise((resolve) => setTimeout(resolve, 1))
}
await store.close()
process.stdout.write(JSON.stringify(won))
