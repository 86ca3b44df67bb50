resource "mortise_organization" "acme" {
  name         = "acme"
  preset       = "sonarqube-cloud"
  display_name = "Acme"
}

resource "mortise_directory" "okta" {
  name         = "acme-okta"
  organization = mortise_organization.acme.name
}

# What to enter at the IdP; known before anything exists.
output "scim_base_url" {
  value = mortise_directory.okta.base_url
}
