/** Runs the steps as a task list, and leaves nothing behind whatever happens. */
import { once } from 'node:events'
import { Listr, PRESET_TIMER, type ListrTask } from 'listr2'
import { required, serviceUrl, type Rehearsal } from './rehearsal.js'
import { steps, type Step, type Told } from './steps.js'
import { findTerraform, TerraformMissing, terraformVersion } from './terraform.js'
import { Workspace } from './workspace.js'

export interface DemoOptions {
  /** Leave service and IdP running until Ctrl-C, and the folder in place. */
  readonly keep: boolean
  readonly out: NodeJS.WritableStream
}

const taskOf = (step: Step, rehearsal: Rehearsal): ListrTask => ({
  title: step.title,
  rendererOptions: { persistentOutput: true, outputBar: Infinity },
  task: async (_, task) => {
    const told: Told = await step.run(rehearsal)
    task.output = told.join('\n')
  },
})

/** Ticks and colours on a terminal, plain lines elsewhere; the time of each step either way. */
const listOf = (rehearsal: Rehearsal) =>
  new Listr<object, 'default', 'simple'>(
    steps.map((step) => taskOf(step, rehearsal)),
    {
      rendererOptions: { timer: PRESET_TIMER, collapseErrors: false },
      fallbackRendererOptions: { timer: PRESET_TIMER },
      registerSignalListeners: false,
    },
  )

const commandsFor = (keep: boolean): readonly string[] => [
  keep
    ? 'npx cdktf-cli@0.21 synth                 # the same stack, by the CDKTF CLI'
    : 'npm run demo -- --keep                   # leave service and IdP running, with their URLs',
  'npm test                                 # every promise of the README, checked',
  'npx mortise serve --help                 # the reference service on its own',
]

function closing(rehearsal: Rehearsal, seconds: string, keep: boolean): string {
  const { workspace, program } = rehearsal
  const where = keep ? workspace.folder : `${workspace.folder} (removed)`
  return [
    '',
    `All ${steps.length} steps held in ${seconds} s.`,
    '',
    `Built: the provider, a stack of 4 resources, and one SAML connection both sides agree on, in ${where}, with ${program}.`,
    ...(keep ? keptRunning(rehearsal) : []),
    '',
    'Next:',
    ...commandsFor(keep).map((line) => `  ${line}`),
    '',
  ].join('\n')
}

const keptRunning = (rehearsal: Rehearsal): readonly string[] => [
  '',
  'Running until Ctrl-C:',
  `  service       ${serviceUrl(rehearsal)}`,
  `  admin API     ${required(rehearsal.service, 'service').listening['adminUrl'] ?? ''}`,
  `  admin token   ${rehearsal.workspace.adminToken}`,
  `  practice IdP  ${required(rehearsal.idp, 'practice IdP').listening['url'] ?? ''}`,
]

/** The exit code of a program ended by Ctrl-C. */
const interrupted = 130

async function rehearse(rehearsal: Rehearsal, options: DemoOptions): Promise<number> {
  const began = performance.now()
  options.out.write(
    `Mortise demo, with ${rehearsal.program} ${await terraformVersion(rehearsal.program)}\n\n`,
  )
  try {
    await listOf(rehearsal).run()
  } catch (error) {
    if (rehearsal.signal.aborted) return interrupted
    options.out.write(
      `\nThe demo stopped: ${error instanceof Error ? error.message : String(error)}\n`,
    )
    return 1
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  options.out.write(closing(rehearsal, seconds, options.keep))
  if (options.keep && !rehearsal.signal.aborted) await once(rehearsal.signal, 'abort')
  return 0
}

/** Aborts on the first Ctrl-C or SIGTERM; a second one finds the default and ends at once. */
function abortOnSignal(): AbortSignal {
  const controller = new AbortController()
  const abort = (): void => controller.abort(new Error('interrupted'))
  process.once('SIGINT', abort).once('SIGTERM', abort)
  return controller.signal
}

/** @returns the exit code: 0 only if every step held */
export async function runDemo(options: DemoOptions): Promise<number> {
  let program: string
  try {
    program = await findTerraform()
  } catch (error) {
    if (!(error instanceof TerraformMissing)) throw error
    options.out.write(`${error.message}\n`)
    return 1
  }
  const signal = abortOnSignal()
  const workspace = await Workspace.open()
  try {
    return await rehearse({ workspace, program, signal }, options)
  } finally {
    await workspace.close()
  }
}
