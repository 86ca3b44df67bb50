/** What Terraform starts. */
import { serve } from './protocol/index.js'
import { mortiseProvider } from './provider.js'

serve(mortiseProvider)
