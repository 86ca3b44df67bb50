/** Where the documentation lies: examples beside this file, pages in `docs/` as the registry wants them. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeProvider } from '../framework/index.js'
import { mortiseProvider } from '../provider.js'
import { pagesOf, type Pages } from './pages.js'

export const exampleFolder = fileURLToPath(new URL('./examples/', import.meta.url))
export const docsFolder = fileURLToPath(new URL('../../../docs/', import.meta.url))

/** @throws Error naming the file to write */
function readExample(file: string): string {
  const path = join(exampleFolder, file)
  if (existsSync(path)) return readFileSync(path, 'utf8')
  throw new Error(
    `src/provider/docs/examples/${file} is missing: everything the provider offers is shown by an example`,
  )
}

export const currentPages = (): Pages => pagesOf(describeProvider(mortiseProvider), readExample)
