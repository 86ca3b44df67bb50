data "mortise_sign_in_attempts" "okta" {
  connection_name = "acme-okta"
  limit           = 20
}

output "refused" {
  value = [for attempt in data.mortise_sign_in_attempts.okta.attempts : attempt.remedy if attempt.outcome == "refused"]
}
