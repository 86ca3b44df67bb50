resource "mortise_organization" "acme" {
  name         = "acme"
  preset       = "torque"
  display_name = "Acme"
}

# As the IdP sends it in space_name, character by character.
resource "mortise_space" "devops" {
  organization = mortise_organization.acme.name
  name         = "DevOps"
  display_name = "Development & Operations"
}
