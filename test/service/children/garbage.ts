/** Makes garbage, some of which lives a while, and prints how large the space for what is young has become. */
import { getHeapSpaceStatistics } from 'node:v8'
import { boundYoungGeneration } from '../../../src/cli/young-generation.js'

const loaded = process.argv[2] === 'bound' ? boundYoungGeneration() : () => undefined
loaded()
const living: object[] = []
for (let turn = 0; turn < 300; turn++) {
  for (let n = 0; n < 10_000; n++) living[n % 5_000] = { turn, n, list: [n] }
  // As a server does: one request after another.
  await new Promise((resolve) => setImmediate(resolve))
}
const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')
process.stdout.write(String(young?.space_size))
