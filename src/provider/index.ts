/** THE TERRAFORM PROVIDER: resources over the admin API, served by the framework; and how it is built and laid out. */
export { bundleProvider } from './packaging/bundle.js'
export { layOutMirror } from './packaging/mirror.js'
export { mortiseProvider } from './provider.js'
