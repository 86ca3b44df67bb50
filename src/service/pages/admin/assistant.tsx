/** The set-up assistant: which IdP by which protocol, then what to enter there and what to tell us (S02, S03). */
import type { VNode } from 'preact'
import type { SetupChoice, setupStages, SetupField, SetupStage } from '../../../core/index.js'
import type { StepRecord } from '../../../contract/index.js'
import type { Finding } from '../../../core/index.js'
import { WhatIsWrong } from '../words.js'
import { assistantPath, renderAdmin, type Viewer } from './frame.js'
import { Stages, StepAtIdp } from './stages.js'

interface Asking {
  readonly viewer: Viewer
  readonly choices: readonly SetupChoice[]
  /** What was wrong with the last answer. */
  readonly finding?: Finding | undefined
}

export const renderChoice = ({ viewer, choices, finding }: Asking): string =>
  renderAdmin(
    { title: 'Set up single sign-on', viewer, current: assistantPath },
    <>
      {finding ? <WhatIsWrong title="That cannot be" finding={finding} /> : null}
      <form class="card" method="get" action={`${assistantPath}/connection`}>
        <label for="choice">Identity provider and protocol</label>
        <select id="choice" name="choice" required>
          {choices.map(({ key, title }) => (
            <option key={key} value={key}>
              {title}
            </option>
          ))}
        </select>
        <label for="name">Name of the connection</label>
        <input id="name" name="name" required maxLength={63} autocomplete="off" />
        <p class="hint">
          Lower-case letters, digits and dashes, such as acme-okta. It becomes part of its URLs.
        </p>
        <button type="submit">Show the steps</button>
      </form>
    </>,
  )

export interface AssistantPage {
  readonly viewer: Viewer
  readonly choice: SetupChoice
  readonly name: string
  readonly stages: ReturnType<typeof setupStages>
  readonly steps: readonly StepRecord[]
  /** As entered before; of a secret never anything. */
  readonly entered: Readonly<Partial<Record<SetupField, string>>>
  readonly finding?: Finding | undefined
}

const labels: Readonly<Record<SetupField, string>> = {
  idpMetadataUrl: 'Metadata URL',
  idpMetadataXml: 'Or the metadata itself (XML)',
  oktaDomain: 'Okta domain',
  entraTenantId: 'Directory (tenant) ID',
  issuer: 'Issuer',
  clientId: 'Client ID',
  clientSecret: 'Client secret',
}

const hints: Readonly<Partial<Record<SetupField, string>>> = {
  oktaDomain: 'Such as acme.okta.com.',
  issuer: 'To the letter as its discovery document says.',
  clientSecret: 'Kept encrypted and never shown again.',
}

function Input({ field, value }: { field: SetupField; value: string }): VNode {
  if (field === 'idpMetadataXml') return <textarea id={field} name={field} rows={6} />
  if (field === 'clientSecret')
    return <input id={field} name={field} type="password" autocomplete="off" />
  return <input id={field} name={field} value={value} autocomplete="off" />
}

function Configure({ choice, name, entered }: AssistantPage): VNode {
  return (
    <form method="post" action={`${assistantPath}/connection`}>
      <input type="hidden" name="choice" value={choice.key} />
      <input type="hidden" name="name" value={name} />
      {choice.fields.map((field) => (
        <div key={field}>
          <label for={field}>{labels[field]}</label>
          <Input field={field} value={entered[field] ?? ''} />
          {hints[field] ? <p class="hint">{hints[field]}</p> : null}
        </div>
      ))}
      <button type="submit">Create Connection</button>
      <p class="quiet small">
        The identity provider is asked at once; nothing is kept unless it answers.
      </p>
    </form>
  )
}

const later: Readonly<Partial<Record<SetupStage, string>>> = {
  'assign-access': 'Assign at least one person, or a group, to the application.',
  test: 'Once the connection is created.',
  provisioning: 'Once single sign-on works.',
  enable: 'Once a test has passed.',
}

function Content({ page, stage }: { page: AssistantPage; stage: SetupStage }): VNode {
  if (stage === 'configure-connection') return <Configure {...page} />
  const end = stage === 'create-application' ? '/endpoints' : '/attributes'
  const step = page.steps.find(({ id }) => id.endsWith(end))
  const isStep = stage === 'create-application' || stage === 'mapping'
  if (isStep && step) return <StepAtIdp step={{ ...step, notes: [...step.notes] }} />
  return <p class="quiet">{later[stage]}</p>
}

export const renderAssistant = (page: AssistantPage): string =>
  renderAdmin(
    {
      title: `Set up ${page.name}: ${page.choice.title}`,
      viewer: page.viewer,
      current: assistantPath,
    },
    <>
      {page.finding ? (
        <WhatIsWrong title="The connection was not created" finding={page.finding} />
      ) : null}
      <Stages stages={page.stages} content={(stage) => <Content page={page} stage={stage} />} />
    </>,
  )
