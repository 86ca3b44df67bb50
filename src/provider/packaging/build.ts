/** Run once when the package is built: the provider as users of the package get it, who have no bundler. */
import { join } from 'node:path'
import { bundleProvider } from './bundle.js'
import { builtFolder, bundleName } from './built.js'

await bundleProvider(join(builtFolder, bundleName))
