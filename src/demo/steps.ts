/** The steps of the demo, in order. Each does one real thing, checks that it held, and says in a few lines what was seen. */
import { Refusal } from '../core/index.js'
import { layOutMirror, bundleProvider } from '../provider/index.js'
import { Browser } from './browser.js'
import { tellDifference, tellLanding, tellPlan, tellRefusal, tellTest } from './report.js'
import { runOrFail } from './process.js'
import {
  adminClient,
  example,
  required,
  serviceEnv,
  serviceUrl,
  startMortise,
  type Rehearsal,
} from './rehearsal.js'
import { Terraform } from './terraform.js'

/** A step's findings: lines to show beneath its tick. */
export type Told = readonly string[]

export interface Step {
  readonly title: string
  readonly run: (rehearsal: Rehearsal) => Promise<Told>
}

/** The demo stands or falls with each of these. */
function hold(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise)
}

async function buildProvider({ workspace }: Rehearsal): Promise<Told> {
  const bundle = workspace.path('terraform-provider-mortise')
  await bundleProvider(bundle)
  const files = await layOutMirror(bundle, workspace.path('plugins'))
  return files.map((file) => file.replace(`${workspace.folder}/`, ''))
}

async function startService(rehearsal: Rehearsal): Promise<Told> {
  rehearsal.service = await startMortise(
    rehearsal,
    ['serve', '--port', '0', '--data', rehearsal.workspace.path('data')],
    // The practice IdP will be on loopback; metadata is otherwise never read from private addresses.
    { MORTISE_ADMIN_TOKEN: rehearsal.workspace.adminToken, MORTISE_ALLOW_HOSTS: '127.0.0.1' },
  )
  return [
    `${serviceUrl(rehearsal)}, admin API at ${rehearsal.service.listening['adminUrl'] ?? '?'}`,
  ]
}

async function startIdp(rehearsal: Rehearsal): Promise<Told> {
  rehearsal.idp = await startMortise(rehearsal, ['practice-idp', '--port', '0'])
  return [`metadata at ${rehearsal.idp.listening['metadataUrl'] ?? '?'}`]
}

async function synthesize(rehearsal: Rehearsal): Promise<Told> {
  const out = rehearsal.workspace.path('cdktf.out')
  await runOrFail(process.execPath, [example], {
    title: 'examples/00-one-connection.ts',
    cwd: rehearsal.workspace.folder,
    signal: rehearsal.signal,
    env: { ...process.env, CDKTF_OUTDIR: out, CHECKPOINT_DISABLE: '1' },
  })
  rehearsal.terraform = new Terraform({
    program: rehearsal.program,
    folder: `${out}/stacks/one-connection`,
    mirror: rehearsal.workspace.path('plugins'),
    cliConfig: rehearsal.workspace.path('terraform.rc'),
    signal: rehearsal.signal,
    env: {
      ...serviceEnv(rehearsal),
      TF_VAR_service_url: serviceUrl(rehearsal),
      TF_VAR_idp_metadata_url:
        required(rehearsal.idp, 'practice IdP').listening['metadataUrl'] ?? '',
    },
  })
  return ['cdktf.out/stacks/one-connection/cdk.tf.json']
}

async function applyFirst(rehearsal: Rehearsal): Promise<Told> {
  const terraform = required(rehearsal.terraform, 'terraform folder')
  await terraform.init()
  const plan = await terraform.plan('first.tfplan')
  hold(plan.changes, 'the first plan shows nothing to create')
  await terraform.apply('first.tfplan')
  const { items } = await adminClient(rehearsal).call('listSamlConnections')
  hold(items.length === 1, `the service holds ${items.length} connections, expected 1`)
  return [...tellPlan(plan.text), `the service now holds connection "${items[0]?.name ?? ''}"`]
}

async function planAgain(rehearsal: Rehearsal): Promise<Told> {
  const plan = await required(rehearsal.terraform, 'terraform folder').plan('second.tfplan')
  hold(!plan.changes, `the second plan is not empty:\n${plan.text}`)
  return ['No changes.']
}

/** Somebody gives all engineers the administrator's role, past Terraform. */
async function tamper(rehearsal: Rehearsal): Promise<void> {
  const client = adminClient(rehearsal)
  const organization = (await client.call('listOrganizations')).items[0]
  hold(organization !== undefined, 'the service holds no organization')
  const { name, preset, displayName, roleRules, version } = organization
  await client.call('putOrganization', {
    params: { name },
    body: {
      preset,
      displayName,
      roleRules: [...roleRules, { group: 'Engineers', role: 'administer-organization' }],
    },
    condition: { version },
  })
}

async function repairDrift(rehearsal: Rehearsal): Promise<Told> {
  const terraform = required(rehearsal.terraform, 'terraform folder')
  await tamper(rehearsal)
  const plan = await terraform.plan('drift.tfplan')
  hold(plan.changes, 'the drift was not seen')
  await terraform.apply('drift.tfplan')
  const after = await terraform.plan('after.tfplan')
  hold(!after.changes, `the drift was not repaired:\n${after.text}`)
  return [
    'behind Terraform: Engineers → administer-organization',
    ...tellPlan(plan.text),
    ...tellDifference(plan.text),
    'repaired; plans empty again',
  ]
}

const person = 'ada'

/** Nobody enters through a connection that was not tested as it is: a rehearsal of a sign-in is its evidence. */
async function testAndEnable(rehearsal: Rehearsal): Promise<Told> {
  const client = adminClient(rehearsal)
  const name = (await client.call('listConnections')).items[0]?.name ?? ''
  const params = { name }
  const refusal = await client.call('putActivation', { params, body: {} }).catch(codeOf)
  hold(refusal === 'test-missing', 'an untested connection was enabled')
  const { id, url } = await client.call('createConnectionTest', { params })
  const browser = new Browser()
  const form = await browser.signInAtIdp(await browser.beginSignIn(url ?? ''), person)
  const response = await browser.postResponse(form)
  hold(response.status === 303, `the ACS answered ${response.status} to the test`)
  const test = await client.call('getConnectionTest', { params: { name, id } })
  hold(test.status === 'passed', `the test ${test.status}: ${test.finding?.detail ?? ''}`)
  const activation = await client.call('putActivation', { params, body: {} })
  hold(activation.status === 'enabled', `the connection is ${activation.status}`)
  return [`enabling it untested was refused: ${refusal}`, ...tellTest(test)]
}

const codeOf = (error: unknown): string => {
  if (Refusal.is(error)) return error.finding.code
  throw error
}

async function signIn(rehearsal: Rehearsal): Promise<Told> {
  const outputs = await required(rehearsal.terraform, 'terraform folder').outputs()
  const browser = (rehearsal.browser = new Browser())
  const ssoUrl = await browser.beginSignIn(String(outputs['login_url']))
  const form = (rehearsal.form = await browser.signInAtIdp(ssoUrl, person))
  const response = await browser.postResponse(form)
  hold(response.status === 303, `the ACS answered ${response.status}: ${await response.text()}`)
  const landing = (rehearsal.landing = await browser.landing(serviceUrl(rehearsal)))
  hold(landing.roles.includes('administer-organization'), 'the role rule gave no role')
  return tellLanding(landing)
}

async function replay(rehearsal: Rehearsal): Promise<Told> {
  const browser = required(rehearsal.browser, 'browser')
  const response = await browser.postResponse(required(rehearsal.form, 'Response'))
  hold(
    response.status === 403,
    `the replayed Response was answered ${response.status}, expected 403`,
  )
  const { reference } = (await response.json()) as { reference: string }
  const attempt = await adminClient(rehearsal).call('getSignInAttempt', { params: { reference } })
  hold(
    attempt.finding?.code === 'response-replayed',
    `refused for ${attempt.finding?.code ?? 'no reason'}`,
  )
  return [
    `the stranger is told: Sign-in failed, reference ${reference}`,
    ...tellRefusal(attempt.finding),
  ]
}

export const steps: readonly Step[] = [
  { title: 'Build the Terraform provider into a mirror of its own', run: buildProvider },
  { title: 'Start the reference service', run: startService },
  { title: 'Start the practice IdP', run: startIdp },
  { title: 'Synthesize examples/00-one-connection.ts', run: synthesize },
  { title: 'terraform init, plan, apply', run: applyFirst },
  { title: 'Plan again', run: planAgain },
  { title: 'Change a role rule behind Terraform, plan, apply', run: repairDrift },
  { title: `Test the connection as ${person}, then enable it`, run: testAndEnable },
  { title: `Sign in as ${person}, SP-initiated`, run: signIn },
  { title: 'Replay the same Response', run: replay },
]
