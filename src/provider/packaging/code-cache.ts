/** V8's code cache, made when the provider is installed: each launch is spared the compiling. Never made at run time, so nothing is ever written by a provider. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cache, rest } from './files.js'
import { compile, run } from './script.js'

/** Runs the bundled provider once in this process, as far as its definitions go; functions that were called are cached compiled. */
export async function makeCodeCache(folder: string): Promise<void> {
  const file = join(folder, rest)
  const script = compile(file, undefined)
  run(script, file)
  await writeFile(join(folder, cache), script.createCachedData())
}
