/** Nothing of Okta's or Entra's is loaded before it is used. */
import { createRequire } from 'node:module'

const { cache } = createRequire(import.meta.url)
const bindings = () => Object.keys(cache).some((file) => file.includes('@cdktf/provider-'))
await import('mortise/constructs')
const before = bindings()
const { told } = await import('./out/main.js')
console.log(JSON.stringify({ before, after: bindings(), ...told }))
