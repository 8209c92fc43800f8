# Sentences of the letters. Equal keys and arguments in all four languages.

mail-greeting = Dear { $name },
mail-greeting-nameless = Hello,
mail-sender = { $portal }. This letter was written automatically.
mail-link-works = The link works once. Time you have: { $period }.
mail-open-application = Open the application

## Confirm the address
mail-confirm-subject = Confirm your e-mail address
mail-confirm-body = This address was given when an account was registered at the portal. Confirm it, then you can log in.
mail-confirm-action = Confirm the address
mail-confirm-not-you = If it was not you, do nothing: without confirmation nobody can use the account.

## The address has an account already
mail-already-subject = You already have an account
mail-already-body = Somebody tried to register a new account with this address. You have one already, and nothing was changed.
mail-already-action = Log in with your password
mail-already-reset = If you have forgotten the password, choose a new one
mail-already-not-you = If it was not you, do nothing: whoever tried was not told that you have an account.

## A new password
mail-reset-subject = Choose a new password
mail-reset-body = You asked for a new password for your account at the portal.
mail-reset-action = Choose a new password
mail-reset-not-you = If it was not you, do nothing: your password stays as it is. Give this link to nobody.

mail-changed-subject = Your password was changed
mail-changed-body = The password of your account at the portal was changed: { $at }.
mail-changed-was-you = If it was you, there is nothing to do.
mail-changed-not-you = If it was not you, somebody else may have access to your account. Choose a new password at once, and check that nobody else reads your e-mail.
mail-changed-action = Choose a new password

## Another e-mail address
mail-email-new-subject = Confirm your new e-mail address
mail-email-new-body = This address is to log in to your account at the portal. Confirm it; until then the old address logs in.
mail-email-new-not-you = If it was not you, do nothing: without confirmation nothing changes.
mail-email-asked-subject = Somebody asks to change your e-mail address
mail-email-asked-body = For your account at the portal, another e-mail address was asked for: { $at }. It has not been changed yet.
mail-email-made-subject = Your e-mail address was changed
mail-email-made-body = Another e-mail address now logs in to your account at the portal: { $at }. Our letters go to it.
mail-email-not-you = If it was not you, somebody else knows your password. Press the link at once: your address stays, or is put back.
mail-email-object = It was not me: keep my address

## The account is deleted
mail-erase-subject = Confirm that your account is to be deleted
mail-erase-body = You asked to delete your account at the portal. If you confirm it, the account is deleted at once and for good.
mail-erase-action = Go on to delete the account
mail-erase-not-you = If it was not you, do not open the link: nothing changes. Log in and change your password.
mail-erased-subject = Your account was deleted
mail-erased-body = Your account at the portal was deleted: { $at }.
mail-erased-kept = Issued visas stay valid. Visas, payments and the log are kept as the law requires; everything else about you is gone. This is our last letter.

mail-signature-subject = A digital signature opens your account
mail-signature-body = A digital signature was added to your account at the portal: { $at }. From now on it logs in, too.
mail-signature-not-you = If it was not you, remove the signature at once and change your password.
mail-signature-action = Look at the signature

## The application
mail-received-subject = Application { $number }: pay the state fee
mail-received-body = We have received your application for an electronic visa. Its number: { $number }.
mail-received-fee = State fee to pay: { $fee }. The decision begins after payment; the fee is not refunded.
mail-received-action = Open the application and pay

mail-paid-subject = Application { $number }: the fee is paid
mail-paid-body = We have received your payment for application { $number }. The receipt is attached: keep it.
mail-paid-due = We decide by: { $due }. If the coordinating authorities are late, the visa is ready 1 working day after their approval. There is nothing to do until then: we write to you.

mail-visa-subject = Application { $number }: your visa is ready
mail-visa-body = Your electronic visa is granted. Visa number: { $visa }, application number: { $number }. The visa and the receipt are attached.
mail-visa-validity = Validity: { $from } – { $to }.
mail-visa-before = Before you travel:
mail-visa-compare = Compare the visa with your passport: name, passport number, date of birth, nationality. If anything differs, write to us before you travel.
mail-visa-print = Print the visa and show it with your passport at passport control, on arrival and on departure.
mail-visa-carry = { note-carry }.
mail-visa-airports = { note-airports }.

mail-refunded-subject = Application { $number }: money was returned
mail-refunded-body = We have returned { $amount } to you. Payment code: { $code }, application: { $number }. The money goes back the way you paid.
mail-refunded-when = Your bank may need some days to show it. If it does not arrive within 30 days, ask your bank with this letter.
mail-open-visas = Open your visas and payments

mail-again-subject = Application { $number }: your documents
mail-again-body = You asked us to send the documents of application { $number } again. They are attached.
mail-again-not-you = If it was not you, log in to the portal and change your password.

## Staff
mail-invited-subject = Invitation to work at the e-visa portal
mail-invited-body = An account was made for you as a member of staff. Choose a password, then you can log in.
mail-invited-action = Choose a password
mail-invited-not-you = If you do not know what this is about, do nothing. Give this link to nobody.
mail-second-subject = A second login step was set up
mail-second-body = An authenticator app was set up for your account: { $at }.
mail-second-not-you = If it was not you, somebody knows your password. Choose a new one at once, and tell your administrator.
