/** Which services there are, for the compiler to complete. What each demands is core's business. */

/** Key of a service preset. Always a literal: URLs and attribute names follow from it while the program runs. */
export type ServicePresetKey = 'sonarqube-cloud' | 'torque' | 'qualified' | 'twenty'
