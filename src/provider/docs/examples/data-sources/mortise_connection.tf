data "mortise_connection" "okta" {
  name = "acme-okta"
}

output "status" {
  value = data.mortise_connection.okta.status
}
