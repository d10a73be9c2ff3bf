# English. `m-<id>` are the texts of API messages (contract of the message ids, arguments named as their context keys);
# all other keys belong to pages and mails. Plain and kind: what happened, what it means, what to do next.

## API messages: signing in

m-1010000 = Sign in
m-1010001 = Sign in
m-1010002 = Sign in through { $provider }
m-1010003 = This is a sensitive step, so please show once more that it is you.
m-1010004 = The first step was right. This account wants a second sign that it is you.
m-1010005 = Check
m-1010006 = Code from your sign-in app
m-1010007 = One of your recovery codes
m-1010008 = Sign in using your security key
m-1010009 = Use my sign-in app
m-1010010 = Use a recovery code
m-1010011 = Go on with your security key
m-1010012 = Have your device ready, then go on.
m-1010013 = Go on
m-1010014 = If we know this address, a code is on its way to it.
m-1010015 = Send me a sign-in code
m-1010016 = There is an account for { $duplicate_identifier } already. Sign in to it once, and { $provider } will work for it too.
m-1010017 = Sign in and connect
m-1010018 = Go on through { $provider }
m-1010019 = Send me a code
m-1010020 = We will send a code to an address that belongs to your account.
m-1010021 = Use a passkey
m-1010022 = Sign in using your password
m-1010023 = Send a code to { $address }
m-1010024 = Use this device
m-1010025 = A code is on its way to you. Type it in here to go on.
m-1019001 = Recovery code number { $number }
m-1019002 = That was your last recovery code. Here are new ones: they count once you confirm that you saved them, and until then the code you typed still works.
m-1019003 = A recovery code works once, so here is your new one. It counts once you confirm that you saved it, and until then the code you typed still works.
m-1019004 = You got back in with one of your recovery codes, so here are new ones. They count once you confirm that you saved them, and until then the code you typed still works.
m-1020000 = Sign out
m-1030000 = Second step

## API messages: creating an account

m-1040001 = Create account
m-1040002 = Create account through { $provider }
m-1040003 = Next
m-1040004 = Create account with a security key
m-1040005 = A code is on its way to you. Type it in here to finish.
m-1040006 = Send me a code
m-1040007 = Create account with a passkey
m-1040008 = Change these details
m-1040009 = Almost done. Choose how you want to sign in from now on.

## API messages: the account

m-1050001 = Saved.
m-1050002 = Connect { $provider }
m-1050003 = Disconnect { $provider }
m-1050004 = Turn off the sign-in app
m-1050005 = QR code for your sign-in app
m-1050006 = { $secret }
m-1050007 = Show my recovery codes
m-1050008 = Make new recovery codes
m-1050009 = { $secret }
m-1050010 = Keep these somewhere you can reach without this device.
m-1050011 = I have saved my codes
m-1050012 = Add a security key
m-1050013 = A name for this key
m-1050014 = Used { $used_at }
m-1050015 = { $secrets }
m-1050016 = Turn this off
m-1050017 = No camera at hand? Type this key into your app instead.
m-1050018 = Remove the security key “{ $display_name }”
m-1050019 = Add a passkey
m-1050020 = Remove the passkey “{ $display_name }”
m-1050021 = Add this device
m-1050022 = Remove this device
m-1050023 = Your organisation looks after this account, so some things can only be changed there.

## API messages: recovery, labels, verification

m-1059001 = One more thing: save what stands below. What you set up counts once you confirm that.
m-1059002 = { $left ->
    [0] You have no recovery code left. Make new ones.
    [one] You have one recovery code left. Make new ones while you can still sign in.
   *[other] You have { $left } recovery codes left. Make new ones while you can still sign in.
}
m-1059003 = One more thing before you go on. It makes sure that you can always get back in.
m-1059004 = This code works. It was not used up by trying it.
m-1059005 = Rename “{ $display_name }”
m-1059006 = New name
m-1059007 = Save the name
m-1060001 = You are back in. Choose a new password now.
m-1060002 = If this address belongs to an account, a mail with a link is on its way. It can take a few minutes; look among the unwanted mail as well.
m-1060003 = If this address belongs to an account, a code is on its way to it.
m-1060004 = If it belongs to your account, a code is on its way to { $masked_address }.
m-1060005 = To be sure that it is yours, please write the address out in full.
m-1060006 = Where shall we send your code?
m-1060007 = Go back
m-1069001 = Thank you for telling us. Everybody is signed out of your account, and what was changed is undone. Now get back in and choose a new password.
m-1070000 = { $text }
m-1070001 = Password
m-1070002 = { $title }
m-1070003 = Save changes
m-1070004 = Username or email
m-1070005 = Send
m-1070006 = Code the app shows
m-1070007 = Email address
m-1070008 = Send another code
m-1070009 = Go on
m-1070010 = Code from the message
m-1070011 = Code from the message
m-1070012 = Code to create your account
m-1070013 = Code to sign in
m-1070014 = Sign in and connect
m-1070015 = Please finish the check below.
m-1070016 = Email address of your account
m-1070017 = Phone number
m-1070018 = Email address or phone number
m-1079001 = Another address of mine
m-1080001 = If this address waits to be confirmed, a mail with a link is on its way to it.
m-1080002 = Thank you, this email address is confirmed.
m-1080003 = If this address waits to be confirmed, a mail with a code is on its way to it.
m-1080004 = If this number waits to be confirmed, a text with a code is on its way to it.
m-1080005 = Thank you, this phone number is confirmed.

## API messages: something is not right with what was sent

m-4000001 = { $reason }
m-4000002 = This is still empty. Please fill it in.
m-4000003 = This is a little short: it takes { $min_length } characters or more.
m-4000004 = This does not have the form we expected here.
m-4000005 = Please choose another password: { $reason }
m-4000006 = That combination did not work. Check the spelling and try again, or recover your account.
m-4000007 = An account with these details exists already. Is it yours? Then sign in, or recover it.
m-4000008 = That code did not fit. Codes change every half minute: try the one your app shows now.
m-4000009 = There is nothing yet that you could sign in with. Please add an email address or a username.
m-4000010 = Before the first sign-in, please confirm your email address. The mail with the code is on its way.
m-4000011 = No sign-in app belongs to this account. Please try another way.
m-4000012 = This recovery code has been used before. Each works once: please take another one.
m-4000013 = No security key belongs to this account. Please try another way.
m-4000014 = No recovery codes have been saved for this account. Please try another way.
m-4000015 = We do not know this passkey or security key.
m-4000016 = This is not a recovery code of this account. Compare it with what you saved, letter by letter.
m-4000017 = This is too long: there is room for { $max_length } characters.
m-4000018 = The smallest number that works here is { $minimum }.
m-4000019 = This has to be more than { $minimum }.
m-4000020 = The largest number that works here is { $maximum }.
m-4000021 = This has to be less than { $maximum }.
m-4000022 = This has to be a multiple of { $base }.
m-4000023 = { $max_items ->
    [one] There is room for one entry here.
   *[other] There is room for { $max_items } entries here.
}
m-4000024 = { $min_items ->
    [one] There has to be one entry or more.
   *[other] There have to be { $min_items } entries or more.
}
m-4000025 = Two of these entries are the same.
m-4000026 = We expected { $allowed_types } here.
m-4000027 = Another account uses these details already. Sign in to it to connect the two.
m-4000028 = Another account uses these details already. Sign in the way you did before.
m-4000029 = This has to be { $expected }.
m-4000030 = This value does not fit here.
m-4000031 = This password is too close to your email address or username. Please choose one that contains no part of them.
m-4000032 = This password is too short: { $min_length } characters or more, please. A few words in a row do well.
m-4000033 = This password is too long: there is room for { $max_length } characters.
m-4000034 = This password is on lists that thieves try first. Please choose one that nobody else has.
m-4000035 = We cannot send a sign-in code for this. Check the spelling, or sign in another way.
m-4000036 = These details do not match the ones you gave before.
m-4000037 = We cannot go on with this. Check the spelling, or create an account.
m-4000038 = The check whether you are a person did not work out. Please try it again.
m-4000039 = That is the password you have already. Please choose a new one.
m-4000040 = { $value } does not look like an email address. One has the form name@example.org.
m-4000041 = { $value } does not look like a phone number. Please start with + and the country code.
m-4000042 = This device could not be checked. Please try another way.
m-4000043 = The security key could not be checked. Please try once more.
m-4000044 = This device is not known to your account.
m-4000045 = This device is registered already.
m-4000046 = This device cannot be used here.

## API messages: flows

m-4019001 = This is not your recovery code number { $number }. Look for that number on your list.
m-4019002 = These are several codes. Type in one of them.
m-4010001 = This page lay open for too long, so we made a fresh one. Please sign in here.
m-4010002 = We did not understand how you want to sign in. Please choose one of the ways below.
m-4010003 = We did not understand how you want to create the account. Please choose one of the ways below.
m-4010004 = We did not understand what to change. Please use one of the forms below.
m-4010005 = We did not understand how you want to recover your account. Please start again here.
m-4010006 = We did not understand how to confirm this. Please start again here.
m-4010007 = This sign-in is finished already. Nothing more to do here.
m-4010008 = That code did not work. Take the newest one, or ask for another.
m-4010009 = The two accounts do not match. Sign in with the one you want to connect.
m-4010010 = We cannot send a code there. Choose an address that belongs to your account.
m-4010011 = This account is switched off. The people who run this service can tell you more.
m-4040001 = This page lay open for too long, so we made a fresh one. Please fill it in once more.
m-4040002 = This account has been created already. You can sign in now.
m-4040003 = That code did not work. Take the newest one, or ask for another.
m-4050001 = This page lay open for too long, so we made a fresh one. Nothing was changed.
m-4050002 = Please change one address at a time, and confirm it before the next.
m-4059001 = Type a new name for it first.
m-4060001 = This recovery is finished already. Start again if you still cannot get in.
m-4060002 = Something went wrong with this recovery. Please start again here.
m-4060003 = The link is not complete. Copy it whole from the mail, or ask for a new one.
m-4060004 = This link has been used or replaced. Please ask for a new one.
m-4060005 = That page or link is too old. Please start again here.
m-4069001 = This link no longer works: it was used, or is older than seven days. If somebody else is in your account, get back in here and choose a new password.
m-4060006 = That code did not work. Take it from the newest message: older codes stop working once another is sent.
m-4070001 = This link has been used or replaced. Please ask for a new one.
m-4070002 = This has been confirmed already. Nothing more to do here.
m-4070003 = Something went wrong while confirming. Please start again here.
m-4070004 = The link is not complete. Copy it whole from the mail, or ask for a new one.
m-4070005 = That page or link is too old. Please start again here.
m-4070006 = That code did not work. Take the newest one, or ask for another.
m-5000001 = Something went wrong on our side: { $reason }
m-5000002 = There is no way to do this here at the moment.
m-5000003 = Your organisation has not set up its sign-in yet.

## Reasons: sentences of message 4000001 that are our own; the key has the words of the English one

title-email-address = Email address
title-name = Name
reason-the-logout-token-does-not-belong-to-this-session = The logout token does not belong to this session.
reason-tick-the-box-once-this-is-saved-somewhere-safe = Tick the box once this is saved somewhere safe.
reason-new-codes-were-made-in-another-window-meanwhile-save-the-ones-that-are-shown-now = New codes were made in another window meanwhile. Save the ones that are shown now.
reason-make-new-recovery-codes-first-there-are-none-that-wait-to-be-confirmed = Make new recovery codes first: there are none that wait to be confirmed.
reason-type-in-a-recovery-code-first = Type in a recovery code first.
reason-recovery-codes-are-shown-only-once-when-they-are-made = Recovery codes are shown only once, when they are made.
reason-there-are-no-recovery-codes = There are no recovery codes.
reason-your-sign-in-app-or-key-needs-recovery-codes-beside-it-make-new-ones-instead = Your sign-in app or key needs recovery codes beside it. Make new ones instead.
reason-there-is-a-sign-in-app-already-which-is-not-asked-for-at-present = There is a sign-in app already, which is not asked for at present.
reason-this-qr-code-was-shown-more-than-ten-minutes-ago-scan-the-new-one-and-delete-the-old-entry-from-your-app = This QR code was shown more than ten minutes ago. Scan the new one, and delete the old entry from your app.
reason-the-key-could-not-be-added-please-try-once-more = The key could not be added. Please try once more.
reason-this-key-is-in-use-already = This key is in use already.
reason-this-key-is-in-use-already-or-there-are-too-many = This key is in use already, or there are too many.
reason-there-is-no-such-security-key = There is no such security key.
reason-the-passkey-could-not-be-added-please-try-once-more = The passkey could not be added. Please try once more.
reason-this-passkey-is-in-use-already-or-there-are-too-many = This passkey is in use already, or there are too many.
reason-there-is-no-such-passkey = There is no such passkey.
reason-this-is-the-only-way-into-your-account-set-a-password-first = This is the only way into your account. Set a password first.
reason-you-are-signed-in-already = You are signed in already.
reason-nothing-was-changed = Nothing was changed.
reason-this-address-cannot-be-confirmed-here-so-it-cannot-be-used = This address cannot be confirmed here, so it cannot be used.
reason-this-address-was-not-among-those-to-choose-from = This address was not among those to choose from.
reason-the-code-was-tried-too-often-ask-for-a-new-one = The code was tried too often. Ask for a new one.
reason-the-code-was-used-already-ask-for-a-new-one = The code was used already. Ask for a new one.

## Every page

page-skip = Skip to the content
page-nav = Your account
page-nav-settings = Account
page-nav-sessions = Devices
page-dev = Development mode: the mailbox shows every message.
page-dev-mailbox = Open the mailbox
page-back = Back
page-back-login = Back to sign in
page-sign-out = Sign out
page-show-password = Show
page-hide-password = Hide
page-key-failed = Your browser gave no answer. Try once more, or choose another way.
page-key-needs-script = This needs JavaScript, which is off in your browser.
page-languages = Language
language-name = English
page-optional = optional
page-error-prefix = Problem:
page-problems = { $count ->
    [one] One thing needs another look
   *[other] { $count } things need another look
  }
page-step = Step { $step } of { $of }
page-copy = Copy
page-copied = Copied

## Sign in

login-title = Sign in
login-refresh-title = Confirm that it is you
login-second-title = One more step
login-refresh-lead = For your safety, please sign in once more before this change.
login-submit = Sign in
login-refresh-submit = Go on
login-refresh-other = Not you? Sign out
login-forgot = Forgotten your password?
login-no-account = New here?
login-create = Create an account
login-totp-hint = Open the app on your phone and type in the six digits it shows now.
login-totp-submit = Sign in
login-lookup-label = Recovery code
login-lookup-hint = Any code from your list that you have not used yet.
login-lookup-hint-one = The code you saved when you set this up.
login-lookup-submit = Sign in with this code
login-other = Try another way
login-key-for = Signing in as
login-way-totp = A code from my sign-in app
login-key-hint = Have your key or device ready. Your browser asks you to use it.
login-way-lookup_secret = One of my recovery codes
login-way-lookup_secret-one = My recovery code
login-way-webauthn = My security key
login-way-passkey = My passkey
login-way-code = A code sent to me
login-way-password = My password
login-stuck = None of this is at hand
login-stuck-text = Your recovery codes are on the sheet or in the file you saved when you set this up. If they are gone too, ask the people who run { $brand }: they can let you back in once they are sure that it is you.
login-stuck-text-one = Your recovery code is on the sheet or in the file you saved when you set this up. If it is gone too, ask the people who run { $brand }: they can let you back in once they are sure that it is you.
login-stuck-text-none = Ask the people who run { $brand }: they can let you back in once they are sure that it is you.
login-leave = Cancel and sign out

## Create an account

registration-title = Create your account
registration-password-title = Choose a password
registration-credential-title = Choose how you sign in
registration-submit = Create account
registration-next = Next: choose a password
registration-have = Have an account already?
registration-password-hint = { $min } characters or more. A few words in a row are easy to remember and hard to guess.

## Recovery

recovery-title = Get back into your account
recovery-code-title = Type in the code we sent
recovery-choose-title = Choose where the code goes
recovery-confirm-title = Write out the address
recovery-link-title = Open the link we mailed
recovery-lead = We send you a code. With it you get in, and then choose a new password. It usually takes less than a minute.
recovery-link-lead = We mail you a link. With it you get in, and then choose a new password. It usually takes less than a minute.
recovery-email = Email address of your account
recovery-submit-code = Send me a code
recovery-submit-link = Send me a link
recovery-again-link = Send the link again
recovery-sent-to = Sent to
recovery-code-label = Code from the message
recovery-code-hint = The newest one counts. Earlier codes no longer work.
recovery-code-submit = Get back in
recovery-nothing = Nothing after five minutes? Check the address, and look among the unwanted mail.
recovery-resend = Send another code
recovery-resend-wait = { $seconds ->
    [one] You can ask for another code in one second.
   *[other] You can ask for another code in { $seconds } seconds.
  }
recovery-other = Use another address
recovery-gone = I no longer have this mailbox
recovery-gone-address = If the account has another address or a phone number for this, use that one instead.
recovery-gone-sign-in = If you still know your password or have a passkey, sign in, with the app or one of your saved recovery codes as the second step. Then change the address in your account.
recovery-gone-people = If nothing of that is left, ask the people who run { $brand }: they can let you back in once they are sure that it is you.
recovery-open-title = Get back into your account
recovery-open-lead = Pressing the button signs you in on this device, and then you choose a new password. Do it only if it was you who asked.
recovery-open-asked = Asked at
recovery-open-device = Asked from
recovery-open-go = Yes, let me back in
not-me-title = Was this not you?
not-me-lead = We wrote to you because of this:
not-me-what = What happened
not-me-when = When
not-me-then = With this button:
not-me-then-out = everybody is signed out of the account, you too;
not-me-then-undone = what was changed then is undone, unless it has been changed again since;
not-me-then-password = the password stops working, and you choose a new one at once.
not-me-go = This was not me
not-me-was-me = It was you? Then just close this page. Nothing has happened.
recovery-open-not-me = It was not you? Then just close this page. Nothing has happened.
recovery-done-title = You are back in
recovery-done-lead = Only one thing is left to do: choose a new password.
recovery-done-go = Choose a new password

## Confirming an address

verification-title = Confirm your address
verification-lead = We send a code to the address, so that we know it reaches you.
verification-address = Address to confirm
verification-submit = Send me a code
verification-code-label = Code from the message
verification-code-submit = Confirm
verification-link-lead = We send a link to the address, so that we know it reaches you.
verification-open-title = Confirm your address
verification-open-lead = With the button you confirm that mails to this address reach you.
verification-open-address = Address
verification-open-go = Yes, it is mine
verification-open-not-me = It is not yours? Then just close this page. Nothing has happened.
verification-done-title = Address confirmed
verification-done-go = Go on

## Settings

settings-title = Account settings
settings-lead = Signed in as
settings-profile = About you
settings-profile-state = What we know about you, and how we reach you.
settings-password = Password
settings-password-state = Changed { $at }
settings-password-set = Set
settings-password-none = You have no password yet.
settings-password-open = Change the password
settings-password-new = New password
settings-password-submit = Save the new password
settings-recovered-title = Choose a new password
settings-recovered-why = You came back in by mail, and somebody else may know the old password. The new one replaces it everywhere.
settings-recovered-passkey = Set up a passkey on this device, and remove those of devices you no longer have
settings-recovered-done = You were signed out everywhere else, and every other address of yours was told.
settings-ended = { $count ->
    [0] You were not signed in anywhere else.
    [one] You have been signed out on one other device.
   *[other] You have been signed out on { $count } other devices.
  }
settings-told = We have told you of it by email as well.
settings-on = On
settings-off = Off
settings-since = since { $at }
settings-last-used = Last used { $at }.
settings-never-used = Not used yet.
settings-totp = Sign-in app
settings-totp-why = An app on your phone shows a new code every half minute. With it, a stolen password alone lets nobody in.
settings-totp-open = Set up a sign-in app
settings-totp-scan = Scan this with the app on your phone.
settings-totp-key = Or type this key into the app:
settings-totp-code = Then type in the code the app shows
settings-totp-submit = Turn on
settings-totp-remove = Turn off …
settings-totp-remove-text = From then on your password alone is enough to sign in, for you and for anyone who knows it.
settings-totp-remove-beside = From then on the app is not asked for any more. Your other second step still is.
settings-totp-remove-codes = Your recovery codes are removed as well.
settings-totp-remove-submit = Turn off the sign-in app
settings-passkey = Passkeys
settings-passkey-count = { $count ->
    [0] None
    [one] One passkey
   *[other] { $count } passkeys
}
settings-passkey-why = Sign in with your fingerprint, face or screen lock, without a password. Nobody can trick you into giving it away.
settings-passkey-last = This is the only way into your account. Set a password before you remove it.
settings-webauthn = Security keys
settings-webauthn-count = { $count ->
    [0] None
    [one] One key
   *[other] { $count } keys
}
settings-webauthn-why = A key or device that you hold makes a stolen password useless.
settings-key-name = Name, so that you recognise it
settings-name = Name, so that you recognise it
settings-name-it = Give it a name …
settings-key-rename = Rename …
settings-key-rename-name = New name
settings-key-rename-submit = Save the name
settings-key-remove = Remove …
settings-key-remove-text = { $name } will no longer open your account.
settings-key-remove-submit = Remove it
settings-codes = Recovery codes
settings-codes-one = Recovery code
settings-codes-why = Codes on paper that let you in when your phone is lost. Each works once.
settings-codes-why-one = A code on paper that lets you in when your phone is lost. Its use brings a new one.
settings-codes-left = { $left ->
    [0] No unused code left
    [one] One of { $total } left
   *[other] { $left } of { $total } left
  }
settings-codes-left-one = { $left ->
    [0] Used
   *[other] Ready to use
  }
settings-codes-low = Few recovery codes are left. Make new ones while you can still sign in.
settings-codes-make = Make recovery codes
settings-codes-make-one = Make a recovery code
settings-codes-renew = Make new codes …
settings-codes-renew-one = Make a new code …
settings-codes-renew-text = You get a new list to save. The codes you have now keep working until you confirm that the new ones are saved.
settings-codes-renew-text-one = You get a new code to save. The one you have now keeps working until you confirm that the new one is saved.
settings-codes-renew-submit = Make new codes
settings-codes-renew-submit-one = Make a new code
settings-codes-show = Show my codes
settings-owed-title = One more thing
settings-owed-verification = Confirm your address
settings-owed-password = Choose a new password
settings-owed-totp = Set up a sign-in app
settings-owed-webauthn = Add a security key
settings-owed-lookup_secret = Save recovery codes
settings-owed-passkey = Add a passkey
settings-codes-try = Try a code …
settings-codes-try-one = Try the code …
settings-codes-try-text = The code is not used up. This is a good way to see that your list is the right one.
settings-codes-try-text-one = The code is not used up. This is a good way to see that the one you saved is right.
settings-codes-try-submit = Try it
settings-codes-remove = Turn off …
settings-codes-remove-text = All your codes stop working at once. If your phone is lost after that, these codes cannot let you back in.
settings-codes-remove-text-one = The code stops working at once. If your phone is lost after that, it cannot let you back in.
settings-codes-remove-submit = Turn off recovery codes
settings-codes-remove-submit-one = Turn off the recovery code

codes-title = Save your recovery codes
codes-title-one = Save your recovery code
codes-shown-title = Your recovery codes
codes-shown-title-one = Your recovery code
codes-lead = If your phone is ever lost, one of these gets you in. Keep them where you can reach them without it: on paper, or in a password manager.
codes-lead-one = If your phone is ever lost, this code gets you in. Keep it where you can reach it without the phone: on paper, or in a password manager.
codes-lead-old = Codes you saved before work until you confirm these.
codes-lead-old-one = The code you saved before works until you confirm this one.
codes-list = Your new codes
codes-list-one = Your new code
codes-list-shown = Your codes
codes-list-shown-one = Your code
codes-used = Used { $at }
codes-tools = Save them
codes-copy = Copy
codes-copied = Copied
codes-download = Text file
codes-pdf = PDF
codes-file = recovery-codes
codes-print = Print
codes-saved = I have saved these codes somewhere safe
codes-saved-one = I have saved this code somewhere safe
codes-confirm = Use these codes from now on
codes-confirm-one = Use this code from now on
codes-cancel = Not now. Keep things as they were
codes-back = Back to your account

kit-title = Recovery codes
kit-title-one = Recovery code
kit-at = Sign in at
kit-account = Account
kit-made = Made
kit-how-any = Each code works once, in any order. Tick it off when you have used it.
kit-how-sequence = Each code works once. You are asked for them by number; tick each off when you have used it.
kit-how-replace = Using the code brings a new one at once. Throw this sheet away then.
kit-keep = Keep this sheet where you keep your passport, not with your phone. Whoever has it and your password can sign in as you, so nobody from { $brand } will ever ask for it.
kit-qr = QR code of the sign-in address

## Sessions

sessions-title = Where you are signed in
sessions-lead = Something here you do not know? Sign it out, then change your password.
sessions-this = This device
sessions-strong = Signed in with two steps
sessions-seen = Last seen { $at }
sessions-end = Sign out
sessions-others = Sign out everywhere else
sessions-alone = You are signed in nowhere else.

## Home

home-title = Your account
home-out-title = Your account at { $brand }
home-out-lead = What would you like to do?
home-sign-in = Sign in
home-create = Create an account
home-recover = I cannot get in
home-lead = Signed in as
home-open = Change
home-address = Email address
home-verified = Confirmed
home-unverified = Not confirmed yet
home-confirm = Confirm
home-password-unset = None
home-set-up = Set up
home-codes-none = None saved
home-advice-app = Only a password protects this account. A sign-in app makes a stolen password useless.
home-advice-codes = You have no recovery codes. If your phone is lost, nothing lets you back in. It takes a minute to save some.
home-settings = Account settings
home-sessions = Where you are signed in

## Errors

error-title = This did not work
error-403 = This is not open to you
error-403-text = The page may be old, or the step was started in another window. Going back to the start usually helps.
error-404 = There is nothing here
error-404-text = The address may have been cut off, or the page has moved.
error-410 = This page has expired
error-410-text = It lay open for too long. Nothing was changed; please start again.
error-429 = A little too often
error-429-text = There were many tries in a short time. Wait a minute or two, then go on.
error-4xx-text = We could not make sense of this step. Nothing was changed; please start again.
error-5xx = Something went wrong on our side
error-5xx-text = This is not your doing, and nothing was lost. Please try again in a moment.
error-number = If you ask for help, tell this number:
error-home = Go to the start

## Development mailbox

mailbox-title = Development mailbox
mailbox-banner = For development only. Mails and text messages land here instead of being sent, and are deleted after a day.
mailbox-list = Messages
mailbox-empty = Nothing yet. Ask for a code, and it appears here.
mailbox-none = Choose a message to read it.
mailbox-to = To
mailbox-from = From
mailbox-copy-code = Copy { $code }
mailbox-link = Open the link
mailbox-text = As text
mailbox-html = As HTML

## Mails

mail-hello = Hello,
mail-from = Your account at { $brand }
mail-never-ask = Type codes in on the pages of { $brand } only. No person will ever ask you for one.
mail-when = When
mail-device = Device
mail-place = Where
mail-account = Account
mail-not-me = This was not me
mail-not-me-lead = If it was you, there is nothing to do. If it was not:
mail-not-me-words = If it was you, there is nothing to do. If it was not, go to the sign-in page of { $brand } the way you always do, choose a new password there, and tell the people who run it.
mail-expires = { $minutes ->
    [one] It works once, for one minute.
   *[other] It works once, for { $minutes } minutes.
  }

mail-recovery_code_valid-subject = Get back into your account at { $brand }
mail-recovery_code_valid-lead = Somebody, most likely you, wants to get back into your account. This is the code:
mail-recovery_code_valid-link = Or open this link on the device you want to use:
mail-recovery_code_valid-button = Get back in
mail-recovery_code_valid-not-me = You did not ask for this? Then leave this mail alone. Without the code nobody gets in, and nothing changes.

mail-recovery_valid-lead = Somebody, most likely you, wants to get back into your account. The link asks once more before anything happens. Open it in the browser you want to use:
mail-recovery_valid-not-me = You did not ask for this? Then leave this mail alone. Without the link nobody gets in, and nothing changes.

mail-recovery_code_invalid-subject = No account at { $brand } with this address
mail-recovery_code_invalid-lead = Somebody, most likely you, asked { $brand } for a way back into an account with this address:
mail-recovery_code_invalid-text = There is none. You may have signed up with another address: please try that one.
mail-recovery_code_invalid-not-me = You did not ask for this? Then there is nothing to do.

mail-verification_code_valid-subject = Confirm your address for { $brand }
mail-verification_code_valid-lead = Type in this code to confirm that mails to this address reach you:
mail-verification_code_valid-link = Or open this link:
mail-verification_code_valid-button = Confirm this address
mail-verification_code_valid-not-me = You do not know what this is about? Then leave this mail alone, and nothing happens.

sms-not-me = Not you? Press here:
sms-recovery_code_valid = { $code } gets you back into your account at { $brand }. Nobody from { $brand } will ever ask you for it.
sms-verifiable_address_changed = The addresses of your account at { $brand } were changed. If that was not you, sign in and choose a new password.
sms-verification_code_valid = { $code } confirms this number for { $brand }.

mail-verification_valid-lead = Open this link to confirm that mails to this address reach you:

mail-verification_code_invalid-subject = No account at { $brand } with this address
mail-verification_code_invalid-lead = Somebody, most likely you, asked { $brand } to confirm this address:
mail-verification_code_invalid-text = It does not belong to an account. You may have signed up with another address: please try that one.
mail-verification_code_invalid-not-me = You did not ask for this? Then there is nothing to do.

mail-notice_recovery_codes_made-subject = New recovery codes for your account at { $brand }
mail-notice_recovery_codes_made-lead = New recovery codes were made and confirmed for your account. Codes from before no longer work.
mail-notice_recovery_code_used-subject = A recovery code was used at { $brand }
mail-notice_recovery_code_used-lead = Somebody signed in to your account with one of your recovery codes.
mail-notice_recovery_code_renewed-subject = A recovery code was used at { $brand }, and new ones were made
mail-notice_recovery_code_renewed-lead = Somebody signed in to your account with a recovery code, and saved new ones. Codes from before no longer work.
mail-notice_recovery_codes_low-subject = Few recovery codes left at { $brand }
mail-notice_recovery_codes_low-lead = Your account has few recovery codes left. Make new ones while you can still sign in.
mail-notice_recovery_codes_drill-subject = Do you still have your recovery codes for { $brand }?
mail-notice_recovery_codes_drill-lead = It is long since you last needed one of your recovery codes. Take them out, sign in, and try one in the settings: that uses nothing up. If they are gone, make new ones there.
mail-notice_recovery_codes_removed-subject = Recovery codes turned off at { $brand }
mail-notice_recovery_codes_removed-lead = The recovery codes of your account were turned off. None of them works any more.
mail-notice_password_changed-subject = New password for your account at { $brand }
mail-notice_password_changed-lead = The password of your account was changed.
mail-notice_webauthn_added-subject = A security key was added at { $brand }
mail-notice_webauthn_added-lead = A security key was added to your account. From now on it can be used at sign-in.
mail-notice_webauthn_removed-subject = A security key was removed at { $brand }
mail-notice_webauthn_removed-lead = A security key of your account was removed. It does not open your account any more.
mail-notice_passkey_added-subject = A passkey was added at { $brand }
mail-notice_passkey_added-lead = A passkey was added to your account. Whoever has the device can sign in with it.
mail-notice_passkey_removed-subject = A passkey was removed at { $brand }
mail-notice_passkey_removed-lead = A passkey of your account was removed. It does not open your account any more.
mail-notice_totp_added-subject = Sign-in app turned on at { $brand }
mail-notice_totp_added-lead = A sign-in app was set up for your account. From now on its codes are asked for at sign-in.
mail-notice_totp_removed-subject = Sign-in app turned off at { $brand }
mail-notice_totp_removed-lead = The sign-in app of your account was turned off. Its codes are no longer asked for.
mail-verifiable_address_changed-subject = An address of your account at { $brand } was changed
mail-verifiable_address_changed-lead = The addresses of your account were changed.

mail-notice_address_changed-subject = New address for your account at { $brand }
mail-notice_address_changed-lead = The addresses of your account were changed. A new one can be used to get back into the account after a few days.
mail-notice_recovery_requested-subject = Somebody asked to get into your account at { $brand }
mail-notice_recovery_requested-lead = Somebody asked for a code to get back into your account. It went to another address of the account. Nothing has changed so far.
mail-notice_recovery_requested-hint = If it was you, there is nothing to do. If it was not, nobody gets in without that code. If others can read that mailbox, change its password.
mail-notice_second_factor_guessed-subject = Wrong codes for your account at { $brand }
mail-notice_second_factor_guessed-lead = Somebody got past the first step of signing in to your account, and then typed ten wrong codes. Nobody got past the second step.
mail-notice_totp_stopped-subject = Codes of your sign-in app are not taken any more at { $brand }
mail-notice_totp_stopped-lead = Twenty wrong codes in a row were typed after the first step of signing in to your account. So codes of your sign-in app are not taken any more. Sign in with a recovery code or a security key and set the app up again. If you have neither, ask the people who run the site.
mail-notice_recovery_codes_stopped-subject = Your recovery codes are not taken any more at { $brand }
mail-notice_recovery_codes_stopped-lead = Twenty wrong recovery codes in a row were typed after the first step of signing in to your account. So recovery codes are not taken any more. Sign in with your app or a security key and make new codes. If you have neither, ask the people who run the site.
mail-notice_recovered-subject = Your account at { $brand } was recovered
mail-notice_recovered-lead = Somebody got back into your account by a mail we sent, and can now choose a new password.
