/** One program, once, in a process of its own: prints milliseconds from the first construct to the written cdk.tf.json, and what was written. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OktaProvider } from '@cdktf/provider-okta/lib/provider/index.js'
import { App, LocalBackend, TerraformStack } from 'cdktf'
import { bare } from './bare.js'
import { customers } from './customers.js'
import { federations } from './federations.js'

const [, , kind = '', count = '', outdir = ''] = process.argv

const start = performance.now()
const app = new App({ outdir })
const stack = new TerraformStack(app, 'bench')
new LocalBackend(stack, { path: 'terraform.tfstate' })
new OktaProvider(stack, 'okta', {})
;(kind === 'bare' ? bare : federations)(stack, customers(Number(count)))
app.synth()
const milliseconds = performance.now() - start

const text = readFileSync(join(outdir, 'stacks/bench/cdk.tf.json'), 'utf8')
const { resource } = JSON.parse(text) as { resource: Record<string, Record<string, object>> }
const bodies = Object.values(resource).flatMap(Object.values) as Record<string, unknown>[]
// Addresses differ, for ours are nested deeper; all else must not.
const said = bodies
  .map(({ '//': _, ...body }) => JSON.stringify(body).replace(/\$\{(\w+)\.[^.}]+/g, '${$1.…'))
  .sort()
const { heapUsed } = process.memoryUsage()
process.stdout.write(JSON.stringify({ milliseconds, heapUsed, said }))
