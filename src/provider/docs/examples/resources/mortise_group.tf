resource "mortise_organization" "acme" {
  name         = "acme"
  preset       = "sonarqube-cloud"
  display_name = "Acme"
}

resource "mortise_group" "admins" {
  organization = mortise_organization.acme.name
  name         = "Platform Admins"
}

# The same name in a space is another group.
resource "mortise_group" "admins_of_one" {
  organization = mortise_organization.acme.name
  name         = "Platform Admins"
  space        = "acme-web"
}
