/** The service's customer: owns groups, spaces, role rules and connections. Roles are granted here and nowhere else. */
import { Token } from 'cdktf'
import { Construct, type IConstruct } from 'constructs'
import { MortiseOrganization } from '../bindings/index.js'
import { RefusedConstruct } from '../refusal.js'
import { idFrom } from '../terraform.js'
import { Group, type GroupOptions, type IGroup } from './group.js'
import { checkName, presetFor } from './checks.js'
import {
  checkOrganization,
  checkOwnGroup,
  checkRules,
  undeclaredGroups,
} from './organization-rules.js'
import type { ServicePresetKey } from './preset.js'
import { MortiseProvider, providerArgument } from './provider.js'
import { Space, type SpaceOptions } from './space.js'

const kind = Symbol.for('mortise.Organization')

/** Whoever is in the group holds the role. */
export interface RoleRule {
  /** Name of a group of the organization; case-sensitive. */
  readonly group: string
  /** A role of the organization. */
  readonly role: string
  /**
   * Only the group of this space (S61).
   * @default - every group of the name, each in its own space
   */
  readonly space?: string
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
  /** Declares a space of this organization. */
  addSpace(name: string, options?: SpaceOptions): Space
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
   * The roles there are, in place of the preset's (T11).
   * @default - the preset's
   */
  readonly roles?: readonly string[]
  /**
   * The account roles there are, for presets that read one from the IdP (T34).
   * @default - none
   */
  readonly accountRoles?: readonly string[]
  /**
   * Where someone enters whose IdP names no space (T10a, T72).
   * @default - nowhere
   */
  readonly defaultSpace?: string
  /**
   * The role given at first where nothing else says (T72, W06).
   * @default - the preset's, where it has one
   */
  readonly defaultRole?: string
  /**
   * What the vendor has granted: plans and licences, without which some presets enable no connection (Q01, W02, S01).
   * @default - nothing
   */
  readonly entitlements?: readonly string[]
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
    const title = options.space ? `${options.space.name}/${name}` : name
    if (Token.isUnresolved(title)) throw new RefusedConstruct(this, tokenAsId('Group'))
    return new Group(this, `group-${idFrom(title)}`, { ...options, organization: this, name })
  }

  /**
   * Declares a space of this organization, as a child of it.
   * @throws RefusedConstruct as {@link Space}, and `invalid-input` for a name that is a token
   */
  addSpace(name: string, options: SpaceOptions = {}): Space {
    if (Token.isUnresolved(name)) throw new RefusedConstruct(this, tokenAsId('Space'))
    return new Space(this, `space-${idFrom(name)}`, { ...options, organization: this, name })
  }
}

const tokenAsId = (what: 'Group' | 'Space') =>
  ({
    code: 'invalid-input',
    owner: 'caller',
    detail: `add${what} needs a literal name, from which the construct’s id is made`,
    remedy: `Use new ${what}(scope, id, { organization, name }).`,
    path: 'name',
  }) as const

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

  /** The name as configured. Using it makes nothing wait. */
  readonly name: string
  /** The name as Terraform reference: whatever uses it waits for the organization. */
  readonly nameRef: string
  /** What its service demands. */
  readonly preset: ServicePresetKey
  /** The service it belongs to. */
  readonly provider: MortiseProvider
  /** The roles chosen in place of the preset's. */
  readonly roles?: readonly string[]
  /** The L1 class: the escape hatch. */
  readonly binding: MortiseOrganization
  private readonly rules: RoleRule[]

  /** @throws RefusedConstruct `invalid-input`, `unknown-preset`, `unknown-role`, `fallback-role-missing` or `no-provider` */
  constructor(scope: Construct, id: string, props: OrganizationProps) {
    super(scope, id)
    Object.defineProperty(this, kind, { value: true })
    checkOrganization(this, props)
    this.name = props.name
    this.preset = props.preset
    this.provider = props.provider ?? MortiseProvider.of(this)
    if (props.roles) this.roles = [...props.roles]
    this.rules = [...(props.roleRules ?? [])]
    const { name, preset, displayName = name, defaultSpace, defaultRole } = props
    this.binding = new MortiseOrganization(this, 'Default', {
      ...providerArgument(this.provider),
      ...{ name, preset, displayName, defaultSpace, defaultRole },
      roles: props.roles && [...props.roles],
      accountRoles: props.accountRoles && [...props.accountRoles],
      entitlements: props.entitlements && [...props.entitlements],
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
    checkOwnGroup(this, group)
    const { name, space } = group
    const rule = { group: name, role, ...(space ? { space: space.name } : {}) }
    checkRules(this, this, [...this.rules, rule])
    this.rules.push(rule)
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
