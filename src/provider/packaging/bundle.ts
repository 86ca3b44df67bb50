/** The provider as Terraform runs it: one executable file. Start-up counts more than anything, so all modules become one. */
import { chmod, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Terraform copies the file away from any package.json, where Node takes it for CommonJS. */
const format = 'cjs'

/**
 * Bundles `main` into `outfile` and makes it executable.
 * @throws Error naming esbuild when the development dependencies are not installed
 */
export async function bundleProvider(outfile: string): Promise<void> {
  const { build } = await import('esbuild')
  await mkdir(dirname(outfile), { recursive: true })
  await build({
    entryPoints: [fileURLToPath(new URL('../main.js', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format,
    minify: true,
    keepNames: true,
    legalComments: 'none',
    banner: { js: '#!/usr/bin/env node' },
    logLevel: 'error',
  })
  await chmod(outfile, 0o755)
}
