/** The provider as Terraform runs it: a folder with one executable. Start-up counts more than anything, so what can wait is a file of its own. */
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BuildOptions, Plugin } from 'esbuild'
import { schemaAnswer } from '../protocol/index.js'
import { mortiseProvider } from '../provider.js'
import { launcher, rest, saml, schema } from './files.js'

const source = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url))

/**
 * Bundles the provider into `outfile`, executable, and what it loads later into its neighbours (files.ts).
 * @throws Error naming esbuild when the development dependencies are not installed
 */
export async function bundleProvider(outfile: string): Promise<void> {
  const { build } = await import('esbuild')
  const folder = dirname(outfile)
  await mkdir(folder, { recursive: true })
  await build({
    ...commonJs,
    entryPoints: [source('main.js')],
    outfile,
    banner: { js: '#!/usr/bin/env node' },
  })
  await build({
    ...commonJs,
    entryPoints: [source('launcher.js')],
    outfile: join(folder, launcher),
    // `import()` would start the whole ES module loader; `require` is there already.
    supported: { 'dynamic-import': false },
  })
  await build({
    ...commonJs,
    entryPoints: [source('rest.js')],
    outfile: join(folder, rest),
    plugins: [apart(/\/saml\/index\.js$/, saml), lazily, checkedAlready],
  })
  await build({
    ...options,
    entryPoints: [source('../saml/index.js')],
    outfile: join(folder, saml),
    format: 'esm',
  })
  await writeFile(join(folder, schema), await schemaAnswer(mortiseProvider))
  await chmod(outfile, 0o755)
}

/** What is imported late stays out of the bundle that imports it. */
const apart = (filter: RegExp, file: string): Plugin => ({
  name: 'apart',
  setup(build) {
    build.onResolve({ filter }, () => ({ path: `./${file}`, external: true }))
  },
})

/** The definitions were checked when this file imported them, and would be found in order again by every launch, in 5 ms. */
const checkedAlready: Plugin = {
  name: 'checked already',
  setup(build) {
    build.onLoad({ filter: /framework[/\\](schema|provider)-check\.[jt]s$/ }, () => ({
      contents: 'export const checkSchemaOf = () => {}, checkProvider = () => {}',
    }))
  },
}

/** See lazy-zod.ts, which alone gets zod itself. */
const lazily: Plugin = {
  name: 'lazily',
  setup(build) {
    const folder = fileURLToPath(new URL('.', import.meta.url))
    build.onResolve({ filter: /^zod\/mini$/ }, ({ importer, kind }) =>
      /\blazy-zod\.[jt]s$/.test(importer)
        ? undefined
        : build.resolve('./lazy-zod.js', {
            importer: join(folder, 'bundle.ts'),
            resolveDir: folder,
            kind,
          }),
    )
  },
}

const options: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  // The ES modules of a dependency, of which what is not used can be left out.
  mainFields: ['module', 'main'],
  // Names stay as they are: in a stack trace they help, and keeping only `name` right (keepNames) costs a call per closure made.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'error',
}

/** Terraform copies the files away from any package.json, where Node takes the executable for CommonJS. */
const commonJs: BuildOptions = { ...options, format: 'cjs' }
