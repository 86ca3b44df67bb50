resource "mortise_organization" "acme" {
  name         = "acme"
  preset       = "sonarqube-cloud"
  display_name = "Acme"
}

resource "mortise_group" "admins" {
  organization = mortise_organization.acme.name
  name         = "Platform Admins"
}
