// What a channel is sent unless its request_config has a body of its own.
function(ctx) {
  id: ctx.message_id,
  recipient: ctx.recipient,
  template_type: ctx.template_type,
  message_type: ctx.message_type,
  subject: ctx.subject,
  body: ctx.body,
} + (if ctx.html_body == '' then {} else { html_body: ctx.html_body }) + {
  [name]: ctx.template_data[name]
  for name in [
    'to',
    'recovery_code',
    'recovery_url',
    'verification_code',
    'verification_url',
    'not_me_url',
  ]
  if std.objectHas(ctx.template_data, name)
}
