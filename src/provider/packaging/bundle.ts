/** The provider as Terraform runs it: a folder with one executable. Start-up counts more than anything, so all modules become two files. */
import { chmod, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BuildOptions, Plugin } from 'esbuild'
import { rest } from './files.js'

const source = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url))

/**
 * Bundles the provider into `outfile`, executable, and what it loads later into files beside it.
 * @returns the names of those files
 * @throws Error naming esbuild when the development dependencies are not installed
 */
export async function bundleProvider(outfile: string): Promise<readonly string[]> {
  const { build } = await import('esbuild')
  const folder = dirname(outfile)
  await mkdir(folder, { recursive: true })
  await build({
    ...options,
    entryPoints: [source('main.js')],
    outfile,
    banner: { js: '#!/usr/bin/env node' },
    plugins: [apart],
  })
  await build({ ...options, entryPoints: [source('rest.js')], outfile: join(folder, rest) })
  await chmod(outfile, 0o755)
  return [rest]
}

/** What main.ts imports late stays out of the executable. */
const apart: Plugin = {
  name: 'apart',
  setup(build) {
    build.onResolve({ filter: /^\.\/rest\.js$/ }, () => ({ path: `./${rest}`, external: true }))
  },
}

const options: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  // Terraform copies the files away from any package.json, where Node takes the executable for CommonJS.
  format: 'cjs',
  // The ES modules of a dependency, of which what is not used can be left out.
  mainFields: ['module', 'main'],
  minify: true,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'error',
  // `import()` in CommonJS starts the whole ES module loader; `require` is there already.
  supported: { 'dynamic-import': false },
}
