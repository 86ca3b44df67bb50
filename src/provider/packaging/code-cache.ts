/** V8's code cache, made when the provider is installed: each launch is spared the compiling. Never made at run time, so nothing is ever written by a provider. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { cacheOf, launcher, rest } from './files.js'
import { compile } from './script.js'

export async function makeCodeCache(folder: string): Promise<void> {
  for (const file of [launcher, rest].map((name) => join(folder, name)))
    await writeFile(cacheOf(file), compileWhole(file).createCachedData())
}

/** Every function: most of those a launch calls are called once, and V8 would otherwise leave each to be compiled then. */
function compileWhole(file: string) {
  setFlagsFromString('--no-lazy')
  try {
    return compile(file, undefined)
  } finally {
    // Before the cache is written: it is good only under the flags it was written under.
    setFlagsFromString('--lazy')
  }
}
