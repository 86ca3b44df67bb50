/** THE TERRAFORM PROVIDER: resources over the admin API, served by the framework; and how it is built and laid out. */
export { bundleProvider } from './packaging/bundle.js'
export { defaultMirror, installProvider } from './packaging/install.js'
export { layOutMirror } from './packaging/mirror.js'
export { packageProvider } from './packaging/package.js'
export { mortiseProvider } from './provider.js'
