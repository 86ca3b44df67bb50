data "mortise_connection_test" "okta" {
  connection_name = "acme-okta"
}

output "failed" {
  value = [for check in data.mortise_connection_test.okta.checks : check if check.outcome == "failed"]
}
