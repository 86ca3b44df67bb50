/** Where the bundle comes from: built with the package, or, in the repository, made now. */
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleProvider } from './bundle.js'

export const bundleName = 'terraform-provider-mortise'

/** `dist/provider`, seen from `dist/src/provider/packaging`. */
export const builtFolder = fileURLToPath(new URL('../../../provider/', import.meta.url))

/** Calls `use` with the bundle's path; what had to be made for it is removed afterwards. */
export async function withBundle<T>(use: (bundle: string) => Promise<T>): Promise<T> {
  const built = join(builtFolder, bundleName)
  if (existsSync(built)) return use(built)
  const folder = await mkdtemp(join(tmpdir(), 'mortise-provider-'))
  try {
    const bundle = join(folder, bundleName)
    await bundleProvider(bundle)
    return await use(bundle)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
