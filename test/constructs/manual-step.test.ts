/** Steps for a person: collected in one output, printed as Markdown, never with a secret. */
import { expect, test } from '@jest/globals'
import { TerraformStack, Testing } from 'cdktf'
import {
  ManualStep,
  renderManualSteps,
  stepsOutput,
  type ManualStepProps,
  type ManualStepRecord,
} from '../../constructs/index.js'
import { givenStack, synthesized } from './stack.js'

const props: ManualStepProps = {
  title: 'connect to the service',
  idp: 'Okta',
  connection: 'acme',
  path: ['Applications > Torque > Provisioning', 'Save'],
  values: [
    { field: 'SCIM connector base URL', value: 'https://sso.example.com/api/scim' },
    { field: 'Authorization', secret: 'the directory’s token' },
  ],
  notes: ['No | word Bearer.'],
  proof: { event: 'scim-request', detail: 'the first SCIM request arrives' },
  source: 'T61',
}

test('all steps of a stack are in one output, in order; a stack without has none', () => {
  const stack = givenStack()
  expect(synthesized(stack).output).toBeUndefined()
  new ManualStep(stack, 'one', props)
  new ManualStep(stack, 'two', { ...props, when: 'before-apply' })
  const value = synthesized(stack).output?.[stepsOutput]?.value as ManualStepRecord[]
  expect(value.map(({ id, when }) => [id, when])).toEqual([
    ['one', 'after-apply'],
    ['two', 'before-apply'],
  ])
})

test('each stack has its own', () => {
  const app = Testing.app()
  const stacks = ['a', 'b'].map((id) => new TerraformStack(app, id))
  for (const stack of stacks) new ManualStep(stack, 'step', props)
  for (const stack of stacks) expect(ManualStep.of(stack)).toHaveLength(1)
})

test('Markdown: what must come first comes first, and a secret is named only', () => {
  const stack = givenStack()
  const after = new ManualStep(stack, 'after', props).record
  const before = new ManualStep(stack, 'before', { ...props, title: 'begin', when: 'before-apply' })
  expect(renderManualSteps([after, before.record])).toBe(`# Manual steps

## Connection \`acme\`

### ☐ Okta: begin (before \`terraform apply\`)

1. Applications > Torque > Provisioning
2. Save

| Field | Value |
| --- | --- |
| SCIM connector base URL | \`https://sso.example.com/api/scim\` |
| Authorization | *secret:* the directory’s token |

> No | word Bearer.

Done when: the first SCIM request arrives

Source: T61

### ☐ Okta: connect to the service

1. Applications > Torque > Provisioning
2. Save

| Field | Value |
| --- | --- |
| SCIM connector base URL | \`https://sso.example.com/api/scim\` |
| Authorization | *secret:* the directory’s token |

> No | word Bearer.

Done when: the first SCIM request arrives

Source: T61
`)
})
