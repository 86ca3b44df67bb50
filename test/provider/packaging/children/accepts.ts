/** A process of its own, under V8's flags as a launch has them: does V8 take the code cache of each file it is given? */
import { readFileSync } from 'node:fs'
import { cacheOf } from '../../../../src/provider/packaging/files.js'
import { compile } from '../../../../src/provider/packaging/script.js'

for (const file of process.argv.slice(2)) {
  const { cachedDataRejected } = compile(file, readFileSync(cacheOf(file)))
  process.stdout.write(cachedDataRejected === false ? 'accepted\n' : 'rejected\n')
}
