/**
 * Running a bundled CommonJS file, with the code V8 made of it before, if that is at hand and of this V8. Imported by main.ts,
 * which must stay small: nothing but Node's own may be imported here.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants, Script } from 'node:vm'
import { cacheOf } from './files.js'

/** @param cachedData - of the same file; V8 refuses what another version or other flags made, and compiles instead */
export function compile(file: string, cachedData: Buffer | undefined): Script {
  // esbuild writes ASCII, and V8 is quicker with one byte for each character.
  const source = readFileSync(file, 'latin1')
  return new Script(`(function (exports, require, module) {${source}\n})`, {
    filename: file,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(cachedData === undefined ? {} : { cachedData }),
  })
}

type Wrapper = (exports: object, require: NodeJS.Require, module: { exports: object }) => void

/** The file's exports. */
export function load(file: string): object {
  const cache = cacheOf(file)
  const script = compile(file, existsSync(cache) ? readFileSync(cache) : undefined)
  const module = { exports: {} }
  const wrapper = script.runInThisContext() as Wrapper
  wrapper(module.exports, createRequire(file), module)
  return module.exports
}
