/** Setting a connection up at the IdP: what to paste where, what the service has seen of it since, and what comes next (S02, S03). */
import type { VNode } from 'preact'
import type { ConnectionBody, ManualStepsBody } from '../../../admin-api/index.js'
import type { ContractFinding } from '../../../contract/index.js'
import type { setupStages, SetupStage } from '../../../core/index.js'
import { Time, WhatIsWrong } from '../words.js'
import { adminRoot, connectionPath, renderAdmin, type Viewer } from './frame.js'
import { Stages, Status, StepAtIdp } from './stages.js'
import { meanings, Standing } from './standing.js'

export interface SetupPage {
  readonly viewer: Viewer
  readonly name: string
  readonly connection: ConnectionBody
  readonly stages: ReturnType<typeof setupStages>
  readonly steps: ManualStepsBody['steps']
  readonly observations: ManualStepsBody['observations']
  readonly findings: readonly ContractFinding[]
}

export const setupPath = (name: string): string => `${connectionPath(name)}/setup`

/** A step belongs to the stage its id names: `acme/endpoints`, `acme/attributes`, `acme/provisioning/people`. */
const stagesOfSteps: Readonly<Record<string, SetupStage>> = {
  endpoints: 'create-application',
  attributes: 'mapping',
  provisioning: 'provisioning',
}

const stepsOf = (
  { steps, name }: SetupPage,
  stage: SetupStage,
): readonly ManualStepsBody['steps'][number][] =>
  steps.filter(({ id }) => stagesOfSteps[id.slice(name.length + 1).split('/')[0] ?? ''] === stage)

function Test({ name, evidence }: ConnectionBody): VNode {
  return (
    <>
      <p>
        {evidence ? (
          <>
            The last one passed <Time at={evidence.testedAt} />
            {evidence.current ? '.' : ', of an earlier configuration. Test it again.'}
          </>
        ) : (
          'A real sign-in at the identity provider that signs nobody in here, and shows what came.'
        )}
      </p>
      <form method="post" action={`${connectionPath(name)}/tests`}>
        <button type="submit">Test this connection</button>
      </form>
    </>
  )
}

function Enable({ name, status, evidence }: ConnectionBody): VNode {
  const isProven = evidence?.current === true
  return (
    <>
      <p>
        <Standing status={status} /> <span class="why">{meanings[status]}</span>
      </p>
      {isProven && status !== 'enabled' ? (
        <form method="post" action={`${connectionPath(name)}/activation`}>
          <button type="submit">Enable this connection</button>
        </form>
      ) : null}
    </>
  )
}

const noDirectory =
  'There is no directory for this connection yet: make one with mortise_directory, or by the admin API. It can be switched on only for a connection that works.'

function Content({ page, stage }: { page: SetupPage; stage: SetupStage }): VNode {
  const { connection } = page
  const steps = stepsOf(page, stage)
  if (stage === 'configure-connection')
    return (
      <p>
        Registered: it trusts <code>{connection.idp}</code>. To keep it in version control, write it
        as <code>mortise_{connection.protocol}_connection</code> and import it by its name.
      </p>
    )
  if (stage === 'assign-access')
    return <p>Assign at least one person, or a group, to the application before you test.</p>
  if (stage === 'test') return <Test {...connection} />
  if (stage === 'enable') return <Enable {...connection} />
  if (stage === 'provisioning' && steps.length === 0) return <p class="quiet">{noDirectory}</p>
  return (
    <>
      {steps.map((step) => (
        <StepAtIdp key={step.id} step={step} />
      ))}
    </>
  )
}

function Observations({ observations }: Pick<SetupPage, 'observations'>): VNode {
  return (
    <section class="card">
      <h2>What this service has seen</h2>
      <ul class="list">
        {observations.map((each) => (
          <li key={`${each.of} ${each.event}`}>
            <strong>{each.title}</strong> <code>{each.of}</code> <Status {...each} />
          </li>
        ))}
      </ul>
    </section>
  )
}

export const renderSetup = (page: SetupPage): string =>
  renderAdmin(
    { title: `Set up ${page.name}`, viewer: page.viewer, current: adminRoot },
    <>
      {page.findings.map((finding) => (
        <WhatIsWrong title={`To be mended: ${finding.severity}`} finding={finding} />
      ))}
      <Stages stages={page.stages} content={(stage) => <Content page={page} stage={stage} />} />
      <Observations observations={page.observations} />
      <p>
        <a href={connectionPath(page.name)}>Back to the connection</a>
      </p>
    </>,
  )
