/** The service's customer: owns groups, role rules and connections. Roles are granted here and nowhere else. */
import { Token } from 'cdktf'
import { Construct, type IConstruct } from 'constructs'
import { checkRoleRules, findPreset, parseOrganization } from '../../src/core/index.js'
import { MortiseOrganization } from '../bindings/index.js'
import { parseFor, RefusedConstruct, sentenceOf } from '../refusal.js'
import { literalOr, standIns } from '../tokens.js'
import { declaredGroups, Group, type GroupOptions, type IGroup } from './group.js'
import { checkName, presetFor } from './checks.js'
import type { ServicePresetKey } from './preset.js'
import { MortiseProvider, providerArgument } from './provider.js'

const kind = Symbol.for('mortise.Organization')

/** Whoever is in the group holds the role. */
export interface RoleRule {
  /** Name of a group of the organization; case-sensitive. */
  readonly group: string
  /** A role the preset knows. */
  readonly role: string
}

/** An organization, made here or elsewhere. */
export interface IOrganization extends IConstruct {
  /** The name as configured. Using it makes nothing wait. */
  readonly name: string
  /** The name as Terraform reference: whatever uses it is created after the organization and destroyed before it. */
  readonly nameRef: string
  /** What its service demands. */
  readonly preset: ServicePresetKey
  /** The service it belongs to. */
  readonly provider: MortiseProvider
  /** Declares a group of this organization. */
  addGroup(name: string, options?: GroupOptions): Group
}

/** What is to be said of an organization that exists already. */
export interface ExistingOrganizationProps {
  /** The preset it was made with. */
  readonly preset: ServicePresetKey
  /**
   * The service it belongs to.
   * @default - the stack's MortiseProvider
   */
  readonly provider?: MortiseProvider
}

/** What an Organization is made of. */
export interface OrganizationProps extends ExistingOrganizationProps {
  /** 1 to 63 lower-case letters, digits and hyphens, beginning with a letter. Changing it replaces the organization. */
  readonly name: string
  /**
   * The name people see, 1 to 256 characters.
   * @default - the name
   */
  readonly displayName?: string
  /**
   * Which group gives which role. More are added by `grantRole()`.
   * @default - none; nobody holds a role
   */
  readonly roleRules?: readonly RoleRule[]
  /**
   * May a role rule name a group that no construct of this app declares?
   * @default false - a misspelt group would silently give nobody the role
   */
  readonly allowUndeclaredGroups?: boolean
}

abstract class OrganizationBase extends Construct implements IOrganization {
  abstract readonly name: string
  abstract readonly nameRef: string
  abstract readonly preset: ServicePresetKey
  abstract readonly provider: MortiseProvider

  /**
   * Declares a group of this organization, as a child of it.
   * @throws RefusedConstruct `invalid-input`, also for a name that is a token: the construct's id is made of it
   */
  addGroup(name: string, options: GroupOptions = {}): Group {
    if (Token.isUnresolved(name)) throw new RefusedConstruct(this, tokenAsId)
    return new Group(this, groupId(name), { ...options, organization: this, name })
  }
}

const tokenAsId = {
  code: 'invalid-input',
  owner: 'caller',
  detail: 'addGroup needs a literal name, from which the construct’s id is made',
  remedy: 'Use new Group(scope, id, { organization, name }).',
  path: 'name',
} as const

/** Different names, different ids; and none that Terraform would not take. */
function groupId(name: string): string {
  const escape = (char: string): string =>
    char === ' ' ? '_' : `.${char.codePointAt(0)?.toString(16)}.`
  return `group-${name.replace(/[^A-Za-z0-9-]/gu, escape)}`
}

/**
 * A customer of the service.
 *
 * Logical ids (public API): `mortise_organization.<id>`.
 */
export class Organization extends OrganizationBase {
  /** True for organizations managed by this app, of any copy of this class. */
  static isOrganization(value: unknown): value is Organization {
    return value !== null && typeof value === 'object' && kind in value
  }

  /** An organization that exists already and is managed elsewhere. Groups and connections may be added to it. */
  static fromOrganizationName(
    scope: Construct,
    id: string,
    name: string,
    props: ExistingOrganizationProps,
  ): IOrganization {
    return new ExistingOrganization(scope, id, name, props)
  }

  readonly name: string
  readonly nameRef: string
  readonly preset: ServicePresetKey
  readonly provider: MortiseProvider
  /** The L1 class: the escape hatch. */
  readonly binding: MortiseOrganization
  private readonly rules: RoleRule[]

  /** @throws RefusedConstruct `invalid-input`, `unknown-preset`, `unknown-role` or `no-provider` */
  constructor(scope: Construct, id: string, props: OrganizationProps) {
    super(scope, id)
    Object.defineProperty(this, kind, { value: true })
    checkOrganization(this, props)
    this.name = props.name
    this.preset = props.preset
    this.provider = props.provider ?? MortiseProvider.of(this)
    this.rules = [...(props.roleRules ?? [])]
    this.binding = new MortiseOrganization(this, 'Default', {
      ...providerArgument(this.provider),
      name: props.name,
      preset: props.preset,
      displayName: props.displayName ?? props.name,
    })
    this.putRules()
    this.nameRef = this.binding.name
    if (!props.allowUndeclaredGroups) {
      this.node.addValidation({ validate: () => undeclaredGroups(this) })
    }
  }

  /** Which group gives which role. A copy: to add a rule, use `grantRole()`. */
  get roleRules(): readonly RoleRule[] {
    return [...this.rules]
  }

  /**
   * Whoever is in the group holds the role.
   * @throws RefusedConstruct `unknown-role`, or `foreign-group` for a group of another organization
   */
  grantRole(group: IGroup, role: string): void {
    if (isForeign(group, this)) throw new RefusedConstruct(this, foreign(group))
    this.rules.push({ group: group.name, role })
    parseFor(this, () => checkRoleRules(presetFor(this, this.preset), literalRules(this)))
    this.putRules()
  }

  private putRules(): void {
    if (this.rules.length > 0) this.binding.putRoleRules(this.roleRules)
  }
}

class ExistingOrganization extends OrganizationBase {
  readonly nameRef: string
  readonly preset: ServicePresetKey
  readonly provider: MortiseProvider

  constructor(
    scope: Construct,
    id: string,
    readonly name: string,
    props: ExistingOrganizationProps,
  ) {
    super(scope, id)
    checkName(this, name)
    this.preset = presetFor(this, props.preset).key as ServicePresetKey
    this.provider = props.provider ?? MortiseProvider.of(this)
    this.nameRef = name
  }
}

function checkOrganization(construct: IConstruct, props: OrganizationProps): void {
  checkName(construct, props.name)
  const { preset } = props
  const displayName = literalOr(props.displayName ?? standIns.label, standIns.label)
  const roleRules = literalRules({ preset, roleRules: props.roleRules ?? [] })
  parseFor(construct, () => parseOrganization({ preset, displayName, roleRules }))
}

interface Ruled {
  readonly preset: ServicePresetKey
  readonly roleRules: readonly RoleRule[]
}

function literalRules({ preset, roleRules }: Ruled): RoleRule[] {
  const known = findPreset(preset)?.roles[0] ?? standIns.label
  return roleRules.map(({ group, role }) => ({
    group: literalOr(group, standIns.label),
    role: literalOr(role, known),
  }))
}

/** Names that are not known yet may well be the same. */
const isForeign = ({ organization }: IGroup, own: IOrganization): boolean =>
  organization.name !== own.name &&
  !Token.isUnresolved(organization.name) &&
  !Token.isUnresolved(own.name)

const foreign = (group: IGroup) =>
  ({
    code: 'foreign-group',
    owner: 'caller',
    detail: `group "${group.name}" belongs to organization "${group.organization.name}"`,
    remedy: 'Grant roles to groups of the same organization.',
  }) as const

function undeclaredGroups(organization: Organization): string[] {
  const declared = new Set(declaredGroups(organization))
  const named = organization.roleRules.map(({ group }) => group)
  const strangers = named.filter((group) => !declared.has(group) && !Token.isUnresolved(group))
  return [...new Set(strangers)].map((group) => sentenceOf(undeclared(group, [...declared])))
}

const undeclared = (group: string, declared: readonly string[]) =>
  ({
    code: 'undeclared-group',
    owner: 'caller',
    detail: `a role rule names group "${group}", which is none of those declared: ${declared.join(', ') || 'none'}`,
    remedy:
      'Declare it by addGroup(), refer to it by Group.fromGroupName(), or set allowUndeclaredGroups.',
    path: 'roleRules',
  }) as const
