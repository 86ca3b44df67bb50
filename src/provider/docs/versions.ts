/** Which Terraform a configuration needs, by what it uses: one table for the first page. */
import type { BlockDescription, ProviderDescription } from '../framework/index.js'

type Need = readonly [version: string, what: string]

const writeOnly = ({ type, attributes }: BlockDescription): Need[] =>
  attributes.flatMap(({ name, minimumTerraform }) =>
    minimumTerraform === undefined
      ? []
      : [[minimumTerraform, `\`${name}\` of \`${type}\` (write-only)`] as const],
  )

function needsOf(provider: ProviderDescription): readonly Need[] {
  const { name, resources, ephemeralResources, functions } = provider
  return [
    ...functions.map(
      (each) => [each.minimumTerraform, `\`provider::${name}::${each.name}\` (function)`] as const,
    ),
    ...ephemeralResources.map(
      ({ type, minimumTerraform = '' }) => [minimumTerraform, `\`${type}\` (ephemeral)`] as const,
    ),
    ...resources.flatMap(writeOnly),
  ]
}

export function versionTable(provider: ProviderDescription): string {
  const needs = needsOf(provider)
  const versions = [...new Set(needs.map(([version]) => version))].sort(
    (a, b) => Number(a.split('.')[1]) - Number(b.split('.')[1]),
  )
  const rows = versions.map(
    (version) =>
      `| ${version} | ${needs
        .filter(([other]) => other === version)
        .map(([, what]) => what)
        .join(', ')} |`,
  )
  return [
    '## Terraform versions',
    'The provider speaks plugin protocol 6. A configuration needs the Terraform that what it uses needs:',
    `| From Terraform | for |\n| --- | --- |\n| 1.1 | everything else |\n${rows.join('\n')}`,
    'An older Terraform refuses what it does not know; a write-only argument is refused before 1.11, which would store it. OpenTofu speaks the same protocol and finds the provider in the same mirror; it has not been tried.',
  ].join('\n\n')
}
