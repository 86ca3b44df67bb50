/** The version of the package, provider and service alike: one product, one number. A test holds it against package.json. */
export const version = '0.1.0'
